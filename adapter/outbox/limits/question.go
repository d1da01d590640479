package limits

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"frontdesk"
)

// moreLabel opens a list that was asked for as buttons.
const moreLabel = "Options"

// fitQuestion checks a question of any kind.
func fitQuestion(i frontdesk.Interactive) (frontdesk.Content, []string, error) {
	var notes []string
	if n := len(i.Buttons); i.Form == frontdesk.FormButtons && n > buttonsLimit.max {
		if i.Figure != nil {
			return nil, nil, invalid("header_file", fmt.Sprintf("give %d buttons at most to keep the file there, or send the file first, by itself", buttonsLimit.max),
				"%d buttons become a list, which has no file over its words", n)
		}
		i, notes = asList(i)
	}
	i = identified(i)
	notes = slices.Concat(notes, undescribed(i))
	if err := cmp.Or(fitWords(i), fitHeader(i), fitForm(i)); err != nil {
		return nil, nil, err
	}
	return i, notes, nil
}

// identified is a question of which each option has an id, by which an answer is
// known again.
func identified(i frontdesk.Interactive) frontdesk.Interactive {
	i.Buttons = withIDs(i.Buttons, "button", 0)
	i.Sections = slices.Clone(i.Sections)
	n := 0
	for s := range i.Sections {
		i.Sections[s].Rows = withIDs(i.Sections[s].Rows, "row", n)
		n += len(i.Sections[s].Rows)
	}
	i.Cards = slices.Clone(i.Cards)
	for c := range i.Cards {
		i.Cards[c].Buttons = withIDs(i.Cards[c].Buttons, fmt.Sprintf("card-%d-button", c+1), 0)
	}
	return i
}

// undescribed takes from i, whose options are its own, what WhatsApp does not
// show under buttons, and says so if there was any.
func undescribed(i frontdesk.Interactive) (notes []string) {
	rows := [][]frontdesk.Option{i.Buttons}
	for _, c := range i.Cards {
		rows = append(rows, c.Buttons)
	}
	for _, row := range rows {
		for b := range row {
			if row[b].Description != "" {
				row[b].Description = ""
				notes = []string{"WhatsApp shows no descriptions under buttons, so they were left out; a list has them"}
			}
		}
	}
	return notes
}

// asList makes a list of buttons that are too many.
func asList(i frontdesk.Interactive) (frontdesk.Interactive, []string) {
	n := len(i.Buttons)
	i.Form = frontdesk.FormList
	i.Sections = []frontdesk.Section{{Rows: i.Buttons}}
	i.Buttons = nil
	if i.Button == "" {
		i.Button = moreLabel
	}
	return i, []string{fmt.Sprintf("WhatsApp shows %d buttons at most, so the %d became a list behind the label ‘%s’", buttonsLimit.max, n, i.Button)}
}

// withIDs gives a copy in which those without an id have one; before is how many
// came before them.
func withIDs(options []frontdesk.Option, prefix string, before int) []frontdesk.Option {
	options = slices.Clone(options)
	for i := range options {
		if options[i].ID == "" {
			options[i].ID = fmt.Sprintf("%s-%d", prefix, before+i+1)
		}
	}
	return options
}

// bodyless is the questions that may go without words.
var bodyless = []frontdesk.Form{frontdesk.FormProduct, frontdesk.FormCallPermission}

// fitWords checks body and footer.
func fitWords(i frontdesk.Interactive) error {
	words := bodyLimit
	if i.Form == frontdesk.FormList {
		words = listBody
	}
	body := words.needed
	if slices.Contains(bodyless, i.Form) {
		body = words.text
	}
	if i.Footer != "" && slices.Contains(footless, i.Form) {
		return invalid("footer", "put it into the body", "a question of the kind ‘%s’ has no footer", i.Form)
	}
	return cmp.Or(body(i.Body), footerLimit.text(i.Footer))
}

// footless is the questions without a footer.
var footless = []frontdesk.Form{
	frontdesk.FormLocation, frontdesk.FormContact, frontdesk.FormCards, frontdesk.FormCall, frontdesk.FormCallPermission,
}

// headers says which questions have what over their words: text, a file.
var headers = map[frontdesk.Form]struct{ text, file bool }{
	frontdesk.FormButtons:  {true, true},
	frontdesk.FormLink:     {true, true},
	frontdesk.FormFlow:     {true, true},
	frontdesk.FormAddress:  {true, true},
	frontdesk.FormList:     {true, false},
	frontdesk.FormProducts: {true, false},
}

func fitHeader(i frontdesk.Interactive) error {
	may := headers[i.Form]
	switch {
	case i.Header != "" && i.Figure != nil:
		return invalid("header", "leave one of them out", "there is a text and a file over the words, and WhatsApp shows one")
	case i.Header != "" && !may.text:
		return invalid("header", "put it into the body", "a question of the kind ‘%s’ has no header", i.Form)
	case i.Figure != nil && !may.file:
		return invalid("header_file", "send the file first, by itself", "a question of the kind ‘%s’ has no file over its words", i.Form)
	case i.Figure != nil && i.Figure.Media != frontdesk.Image && i.Figure.Media != frontdesk.Video && i.Figure.Media != frontdesk.Document:
		return invalid("header_file", "use a picture, a video or a document", "WhatsApp shows no %s over the words", i.Figure.Media)
	case i.Form == frontdesk.FormProducts:
		return headerLimit.needed(i.Header)
	}
	return headerLimit.text(i.Header)
}

// fitForm checks what can be tapped.
func fitForm(i frontdesk.Interactive) error {
	switch i.Form {
	case frontdesk.FormButtons:
		return cmp.Or(buttonsLimit.count(len(i.Buttons), 1), fitButtons(i.Buttons))
	case frontdesk.FormList:
		return fitList(i)
	case frontdesk.FormLink:
		return fitLink(i.Link)
	case frontdesk.FormFlow:
		return fitFlow(i)
	case frontdesk.FormProduct, frontdesk.FormProducts, frontdesk.FormCatalog:
		return fitProducts(i)
	case frontdesk.FormCards:
		return fitCards(i)
	case frontdesk.FormCall:
		return fitCall(i)
	case frontdesk.FormAddress:
		if i.Address == nil || i.Address.Country == "" {
			return invalid("address", "give the country, which is IN so far", "the question for an address names no country")
		}
	case frontdesk.FormLocation, frontdesk.FormContact, frontdesk.FormCallPermission:
	default:
		return invalid("kind", "use buttons, list, link, request_location or request_contact", "WhatsApp has no question of the kind ‘%s’", i.Form)
	}
	return nil
}

func fitButtons(options []frontdesk.Option) error {
	for _, b := range options {
		if err := cmp.Or(buttonLimit.needed(b.Title), buttonID.needed(b.ID)); err != nil {
			return err
		}
	}
	return cmp.Or(unique(options, "buttons", "id", func(o frontdesk.Option) string { return o.ID }),
		unique(options, "buttons", "title", func(o frontdesk.Option) string { return strings.TrimSpace(o.Title) }))
}

// unique checks that no two options have the same of something.
func unique(options []frontdesk.Option, field, what string, of func(frontdesk.Option) string) error {
	seen := map[string]bool{}
	for _, o := range options {
		if seen[of(o)] {
			return invalid(field, "make each different", "two of the %s have the same %s ‘%s’", field, what, of(o))
		}
		seen[of(o)] = true
	}
	return nil
}

func fitList(i frontdesk.Interactive) error {
	var rows []frontdesk.Option
	if err := cmp.Or(listLabel.needed(i.Button), listSection.count(len(i.Sections), 1)); err != nil {
		return err
	}
	for _, s := range i.Sections {
		if len(s.Rows) == 0 {
			return invalid("sections", "give it a row, or leave it out", "the section ‘%s’ has no rows", s.Title)
		}
		if err := section.title(s.Title, len(i.Sections)); err != nil {
			return err
		}
		rows = append(rows, s.Rows...)
	}
	if err := listRows.count(len(rows), 1); err != nil {
		return err
	}
	for _, r := range rows {
		if err := cmp.Or(rowTitle.needed(r.Title), rowText.text(r.Description), rowID.needed(r.ID)); err != nil {
			return err
		}
	}
	return unique(rows, "rows", "id", func(o frontdesk.Option) string { return o.ID })
}

func fitLink(l *frontdesk.Link) error {
	switch {
	case l == nil:
		return invalid("link", `give {"text", "url"}`, "there is no link")
	case !frontdesk.WebAddress(l.URL):
		return invalid("link", "give one that begins with https://", "‘%s’ is not a whole address", l.URL)
	}
	return cmp.Or(linkText.needed(l.Text), linkURL.text(l.URL))
}

func fitFlow(i frontdesk.Interactive) error {
	f := i.Flow
	switch {
	case f == nil || (f.ID == "") == (f.Name == ""):
		return invalid("flow", `give either its "id" or its "name"`, "the flow is not named by one of id and name")
	case f.Action != "" && f.Action != "navigate" && f.Action != "data_exchange":
		return invalid("flow", "use navigate or data_exchange", "a flow has no action ‘%s’", f.Action)
	case f.Action == "navigate" && f.Screen == "" || f.Action == "data_exchange" && f.Screen != "":
		return invalid("flow", "give a screen to navigate to, and none for data_exchange", "the flow's action and its screen do not go together")
	case strings.ContainsFunc(i.Button, func(r rune) bool { return unicode.Is(unicode.So, r) }):
		return invalid("button", "leave the emoji out", "the label of a flow has an emoji, which WhatsApp does not take there")
	}
	return flowLabel.needed(i.Button)
}

func fitCall(i frontdesk.Interactive) error {
	if err := callLabel.text(i.Button); err != nil || i.Call == nil {
		return err
	}
	if i.Call.Minutes < 0 || i.Call.Minutes > maxCallMinutes {
		return invalid("call", "let it work for 30 days at most", "the button works for %d minutes, and may for 1 to %d", i.Call.Minutes, maxCallMinutes)
	}
	return callPayload.text(i.Call.Payload)
}

// maxCallMinutes is how long a button to call works.
const maxCallMinutes = 43_200
