package storetest

import (
	"slices"
	"strings"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"AFileComesWithItsMessage":         aFileComesWithItsMessage,
	"FollowersWaitForAFile":            followersWaitForAFile,
	"ButNotLongerThanItsHold":          butNotLongerThanItsHold,
	"AFileIsWorkedOnByOne":             aFileIsWorkedOnByOne,
	"FilesHaveFairTurns":               filesHaveFairTurns,
	"AFailedFileIsLabelled":            aFailedFileIsLabelled,
	"WhatWasReadIsFound":               whatWasReadIsFound,
	"AReadingTakesThePlaceOfTheLast":   aReadingTakesThePlaceOfTheLast,
	"BytesAreForgottenNotMessages":     bytesAreForgottenNotMessages,
	"AnUploadIsRememberedForItsTime":   anUploadIsRememberedForItsTime,
	"AFileOfOursIsKept":                aFileOfOursIsKept,
	"CopiesDoNotWorkOnTheSameFile":     copiesDoNotWorkOnTheSameFile,
	"AnExpiredLeaseIsSomebodyElsesNow": anExpiredLeaseIsSomebodyElsesNow,
})

var voiceNote = frontdesk.Attachment{Media: frontdesk.Audio, Voice: true, MediaID: "77", MIMEType: "audio/ogg; codecs=opus", SHA256: "aGFzaA=="}

// hand keeps a message with a file.
func (d *desk) hand(v frontdesk.Conversation, a frontdesk.Attachment) frontdesk.Message {
	d.Helper()
	m := d.said(v, "")
	m.Content = a
	return d.keep(m)
}

// work takes a file to fetch or read.
func (d *desk) toDo(what string) frontdesk.FileWork {
	d.Helper()
	w, ok, err := d.db.WorkFile(d.ctx, what, time.Minute)
	d.ok(err)
	if !ok {
		d.Fatalf("no file is to %s", what)
	}
	return w
}

func (d *desk) noWork(what string) {
	d.Helper()
	w, ok, err := d.db.WorkFile(d.ctx, what, time.Minute)
	d.ok(err)
	if ok {
		d.Fatalf("%s is to %s", w.ID, what)
	}
}

// fetch fetches the next file, as these bytes.
func (d *desk) fetch(hash string, read bool) frontdesk.FileWork {
	d.Helper()
	w := d.toDo("fetch")
	w.SHA256, w.Bytes, w.MIMEType = hash, 4, "audio/ogg"
	d.ok(d.db.FileKept(d.ctx, w, read))
	return w
}

func heard(words string) *frontdesk.Extract {
	return &frontdesk.Extract{Kind: frontdesk.Transcript, Status: frontdesk.ExtractOK, Text: words, Engine: "ear", Confidence: 0.75, Seconds: 3}
}

func aFileComesWithItsMessage(d *desk) {
	v := d.conversation()
	m := d.hand(v, voiceNote)
	a := m.Content.(frontdesk.Attachment)
	f := get(d.db.File(d.ctx, a.File))(d)
	d.same([]any{f.State, f.Message, f.Conversation, f.Contact, f.MediaID, f.DeclaredHash, f.Voice}, []any{
		frontdesk.FileComing, m.ID, v.ID, v.Contact, "77", "aGFzaA==", true})
	d.noWork("read")
	d.fetch("abcd", true)
	d.noWork("fetch")
	between := get(d.db.Message(d.ctx, m.ID))(d)
	kind, pending := between.Files[0].Pending()
	d.same([]any{kind, pending, between.Text()}, []any{frontdesk.Transcript, true, "Voice note (not read yet)"})
	w := d.toDo("read")
	d.same([]any{w.ID, w.State, w.SHA256, w.Bytes, w.Attempts}, []any{a.File, frontdesk.FileKept, "abcd", int64(4), 1})
	d.ok(d.db.FileRead(d.ctx, w, heard("good morning")))
	d.noWork("read")
	now := get(d.db.Message(d.ctx, m.ID))(d)
	d.same([]any{now.Files[0].Unread, now.Text(), now.Files[0].Extract.Engine, now.Files[0].Extract.Confidence}, []any{false, "good morning", "ear", 0.75})
	again := d.messages(store.MessageQuery{Conversation: v.ID})
	d.same(again[0].Text(), "good morning")
}

func followersWaitForAFile(d *desk) {
	d.follow("agent")
	v, other := d.conversation(), d.conversation()
	d.hear(v, "before")
	d.hand(v, voiceNote)
	d.hear(v, "and this")
	d.idle(asking)
	d.hear(other, "somebody else")
	b := d.claim(asking)
	d.same(lines(b.Messages), []string{"somebody else"})
	d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
	d.fetch("abcd", true)
	d.idle(asking)
	d.ok(d.db.FileRead(d.ctx, d.toDo("read"), heard("good morning")))
	b = d.claim(asking)
	d.same(lines(b.Messages), []string{"before", "good morning", "and this"})
	d.same(len(b.Events), 0)
}

func butNotLongerThanItsHold(d *desk) {
	d.follow("agent")
	v := d.conversation()
	d.hand(v, voiceNote)
	d.hear(v, "and this")
	d.clock.pass(hold)
	b := d.claim(asking)
	d.same(lines(b.Messages), []string{"Voice note (not fetched yet)", "and this"})
	d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
	d.clock.pass(time.Second)
	d.fetch("abcd", true)
	d.idle(asking)
	d.ok(d.db.FileRead(d.ctx, d.toDo("read"), heard("good morning")))
	b = d.claim(asking)
	d.same([]any{len(b.Messages), len(b.Events), b.Events[0].Kind}, []any{0, 1, frontdesk.FileReady})
	if !strings.Contains(b.Events[0].Text, "good morning") {
		d.Errorf("the event says %q", b.Events[0].Text)
	}
}

func aFileIsWorkedOnByOne(d *desk) {
	v := d.conversation()
	d.hand(v, voiceNote)
	w := d.toDo("fetch")
	d.noWork("fetch")
	d.clock.pass(30 * time.Second)
	d.ok(d.db.RenewFile(d.ctx, w, time.Minute))
	d.clock.pass(45 * time.Second)
	d.noWork("fetch")
	d.ok(d.db.FileLater(d.ctx, w, d.clock.Now().Add(time.Hour), frontdesk.Errorf(frontdesk.Unavailable, "away")))
	d.noWork("fetch")
	d.clock.pass(time.Hour)
	w = d.toDo("fetch")
	d.same([]any{w.Attempts, w.Problem}, []any{2, "away"})
}

func anExpiredLeaseIsSomebodyElsesNow(d *desk) {
	d.hand(d.conversation(), voiceNote)
	dead := d.toDo("fetch")
	d.clock.pass(time.Minute + time.Second)
	d.fetch("abcd", false)
	d.code(d.db.FileKept(d.ctx, dead, true), frontdesk.LeaseLost)
	d.code(d.db.FileFailed(d.ctx, dead, frontdesk.Errorf(frontdesk.Gone, "gone")), frontdesk.LeaseLost)
	d.code(d.db.RenewFile(d.ctx, dead, time.Minute), frontdesk.LeaseLost)
	d.same(get(d.db.File(d.ctx, dead.ID))(d).State, frontdesk.FileKept)
}

func filesHaveFairTurns(d *desk) {
	many, one := d.conversation(), d.conversation()
	for range 5 {
		d.hand(many, voiceNote)
	}
	late := d.hand(one, voiceNote)
	first := d.toDo("fetch")
	d.same(first.Conversation, many.ID)
	second := d.toDo("fetch") // not a second one of the same person
	d.same(second.Message, late.ID)
	d.noWork("fetch")
	first.SHA256, second.SHA256 = "a", "b"
	d.ok(d.db.FileKept(d.ctx, first, false))
	d.ok(d.db.FileKept(d.ctx, second, false))
	d.hand(one, voiceNote)
	d.clock.pass(time.Second)
	d.same(d.toDo("fetch").Conversation, many.ID) // whose turn is longest ago
	d.same(d.toDo("fetch").Conversation, one.ID)
}

func aFailedFileIsLabelled(d *desk) {
	d.follow("agent")
	v := d.conversation()
	m := d.hand(v, frontdesk.Attachment{Media: frontdesk.Document, MediaID: "1", Filename: "a.pdf"})
	d.ok(d.db.FileFailed(d.ctx, d.toDo("fetch"), frontdesk.Errorf(frontdesk.Gone, "Meta no longer has it")))
	d.same(lines(d.claim(asking).Messages), []string{"Document ‘a.pdf’ (it could not be fetched: Meta no longer has it)"})
	f := get(d.db.Message(d.ctx, m.ID))(d).Files[0]
	d.same([]any{f.State, f.Code}, []any{frontdesk.FileFailed, frontdesk.Gone})
	d.noWork("fetch")
}

func whatWasReadIsFound(d *desk) {
	v := d.conversation()
	m := d.hand(v, voiceNote)
	w := d.fetch("abcd", true)
	d.ok(d.db.FileRead(d.ctx, d.toDo("read"), heard("two pizzas tonight")))
	found := d.messages(store.MessageQuery{Search: "pizza", Contact: v.Contact})
	d.same([]any{len(found), found[0].ID}, []any{1, m.ID})
	d.ok(d.db.KeepExtract(d.ctx, w.ID, *heard("two visas tonight")))
	d.same(len(d.messages(store.MessageQuery{Search: "pizza"})), 0)
	d.same(len(d.messages(store.MessageQuery{Search: "visas"})), 1)
}

func aReadingTakesThePlaceOfTheLast(d *desk) {
	d.hand(d.conversation(), voiceNote)
	w := d.fetch("abcd", true)
	d.ok(d.db.FileLater(d.ctx, d.toDo("read"), d.clock.Now().Add(time.Minute), frontdesk.Errorf(frontdesk.Unavailable, "the engine is down")))
	d.noWork("read")
	d.same(get(d.db.File(d.ctx, w.ID))(d).Problem, "the engine is down")
	d.clock.pass(time.Minute)
	r := d.toDo("read")
	d.same(r.Attempts, 2)
	r.Seconds, r.Width, r.Height = 2.5, 640, 480
	d.ok(d.db.FileRead(d.ctx, r, heard("good")))
	f := get(d.db.File(d.ctx, w.ID))(d)
	d.same([]any{f.Problem, f.Seconds, f.Width, f.Height, f.Extract.Text}, []any{"", 2.5, 640, 480, "good"})
	d.ok(d.db.KeepExtract(d.ctx, w.ID, frontdesk.FailedExtract(frontdesk.Transcript, frontdesk.Errorf(frontdesk.Unavailable, "down"))))
	e := get(d.db.File(d.ctx, w.ID))(d).Extract
	d.same([]any{e.Status, e.Text, e.Problem, e.Again}, []any{frontdesk.ExtractFailed, "", "down", true})
}

func bytesAreForgottenNotMessages(d *desk) {
	v := d.conversation()
	unused := func() []string { return get(d.db.UnusedBlobs(d.ctx, d.clock.Now().Add(-time.Hour)))(d) }
	m := d.hand(v, voiceNote)
	d.fetch("same", false)
	d.clock.pass(time.Hour)
	d.hand(v, voiceNote)
	d.fetch("same", false)
	d.same(get(d.db.ForgetFiles(d.ctx, d.clock.Now().Add(-time.Minute)))(d), 1)
	got := get(d.db.Message(d.ctx, m.ID))(d)
	d.same([]any{got.Files[0].State, got.Text()}, []any{frontdesk.FileRemoved, "Voice note (its bytes have been removed)"})
	d.clock.pass(2 * time.Hour)
	d.same(len(unused()), 0) // the other file has the same bytes
	d.same(get(d.db.ForgetFiles(d.ctx, d.clock.Now()))(d), 1)
	d.same(len(unused()), 0) // not yet: somebody may be about to keep them again
	d.clock.pass(2 * time.Hour)
	d.same(unused(), []string{"same"})
	d.ok(d.db.BlobDropped(d.ctx, "same"))
	d.same(len(unused()), 0)
}

func anUploadIsRememberedForItsTime(d *desk) {
	v := d.conversation()
	uploaded := func(on frontdesk.IntegrationID, kind string) string {
		return get(d.db.Uploaded(d.ctx, on, "hash", kind))(d)
	}
	d.same(uploaded(v.Integration, "image/png"), "")
	d.ok(d.db.RememberUpload(d.ctx, v.Integration, "hash", "image/png", "m1", d.clock.Now().Add(time.Hour)))
	d.ok(d.db.RememberUpload(d.ctx, v.Integration, "hash", "image/png", "m2", d.clock.Now().Add(time.Hour)))
	d.same([]string{uploaded(v.Integration, "image/png"), uploaded(v.Integration, "image/jpeg"), uploaded("i999", "image/png")}, []string{"m2", "", ""})
	d.ok(d.db.RememberUpload(d.ctx, v.Integration, "hash", "text/plain", "m3", d.clock.Now().Add(time.Hour)))
	d.ok(d.db.RememberUpload(d.ctx, v.Integration, "hash", "text/plain", "", time.Time{}))
	d.same(uploaded(v.Integration, "text/plain"), "")
	d.clock.pass(time.Hour)
	d.same(uploaded(v.Integration, "image/png"), "")
}

func aFileOfOursIsKept(d *desk) {
	f := get(d.db.AddFile(d.ctx, frontdesk.File{State: frontdesk.FileKept, Filename: "a.txt", MIMEType: "text/plain", SHA256: "h", Bytes: 3}))(d)
	d.same(get(d.db.File(d.ctx, f.ID))(d), f)
	d.noWork("fetch")
	d.noWork("read")
	_, err := d.db.File(d.ctx, "f999")
	d.code(err, frontdesk.NotFound)
}

func copiesDoNotWorkOnTheSameFile(d *desk) {
	const files, copies = 24, 4
	for range files {
		d.hand(d.conversation(), voiceNote)
	}
	taken := make(chan frontdesk.FileID, files*copies)
	for _, err := range d.together(copies, func(db *store.DB, _ int) error {
		for len(taken) < files {
			w, ok, err := db.WorkFile(d.ctx, "fetch", time.Hour)
			if err != nil {
				return err
			}
			if ok {
				taken <- w.ID
			}
		}
		return nil
	}) {
		d.ok(err)
	}
	close(taken)
	var all []string
	for id := range taken {
		all = append(all, string(id))
	}
	slices.Sort(all)
	if n := len(slices.Compact(slices.Clone(all))); n != files || len(all) != files {
		d.Errorf("%d files were taken %d times", n, len(all))
	}
}
