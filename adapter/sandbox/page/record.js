// Recording: a voice note by the microphone, as Ogg/Opus where the browser can,
// as what it can elsewhere.
"use strict";

const [recorder, record, discard, finish, elapsed] = ["recorder", "record", "discard", "finish", "elapsed"].map(byID);
const longest = 15 * 60; // seconds
let note = null; // { media, pieces, clock, keep }

const formats = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const format = () => formats.find((t) => MediaRecorder.isTypeSupported(t)) || "";

async function startNote() {
  complain("");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  } catch (e) {
    return complain("The microphone cannot be used: " + e.message);
  }
  const media = new MediaRecorder(stream, format() ? { mimeType: format(), audioBitsPerSecond: 24000 } : {});
  note = { media, pieces: [], keep: false, began: Date.now() };
  media.ondataavailable = (e) => note?.pieces.push(e.data);
  media.onstop = endNote;
  media.start(1000);
  note.clock = setInterval(tick, 250);
  tick();
  recorder.hidden = false;
  form.hidden = true;
  finish.focus();
}

function tick() {
  const s = Math.floor((Date.now() - note.began) / 1000);
  elapsed.textContent = Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
  if (s >= longest) stopNote(true);
}

function stopNote(keep) {
  if (!note) return;
  note.keep = keep;
  if (note.media.state !== "inactive") note.media.stop();
}

function endNote() {
  const done = note;
  note = null;
  clearInterval(done.clock);
  done.media.stream.getTracks().forEach((t) => t.stop());
  recorder.hidden = true;
  form.hidden = false;
  text.focus();
  if (!done.keep) return;
  const type = done.media.mimeType || done.pieces[0]?.type || "audio/webm";
  const f = new FormData();
  f.set("type", "voice");
  f.set("to", number);
  f.set("file", new Blob(done.pieces, { type }), "voice");
  queue(() => postForm(f));
}

record.addEventListener("click", startNote);
finish.addEventListener("click", () => stopNote(true));
discard.addEventListener("click", () => stopNote(false));
recorder.addEventListener("keydown", (e) => {
  if (e.key === "Escape") stopNote(false);
});
offer();
