package contacts

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"mime/quotedprintable"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-vcard"

	"frontdesk"
)

// cardRows reads cards as phones and mail programs export them.
func cardRows(in *bufio.Reader) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		cards := cards{in: in}
		for n := 0; ; n++ {
			text, line, err := cards.next()
			switch {
			case errors.Is(err, io.EOF) && n > 0:
				return
			case errors.Is(err, io.EOF):
				err = frontdesk.Errorf(frontdesk.Invalid, "there is no card in this list").
					WithNext("export the address book as vCard (.vcf), or send a CSV list as such")
				fallthrough
			case err != nil && !errors.Is(err, errCard):
				yield(row{}, unreadable(err))
				return
			}
			r := row{line: line, err: err}
			if err == nil {
				r.person, r.err = cardPerson(text)
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// errCard is the cause of a failure to read one card; the next may be whole.
var errCard = errors.New("vcard")

// maxCard is how much is kept of a card. Pictures and the like are not.
const maxCard = 16 << 10

// cards finds cards in a text, and of each the properties that say who it is.
// The library reads those: it is not given a whole card because it takes time
// that grows with the square of a picture's size.
type cards struct {
	in   *bufio.Reader
	line int
}

var wanted = []string{"BEGIN", "VERSION", "FN", "N", "ORG", "TEL", "END"}

// next gives the next card and the number of its first line; io.EOF at the end.
func (c *cards) next() (text string, first int, err error) {
	var k keeper
	for {
		l, err := c.readLine()
		switch bare := strings.TrimSpace(l); {
		case errors.Is(err, io.EOF) && first > 0:
			return "", first, badRow("this card has no end").WithCause(errCard)
		case err != nil:
			return "", 0, err
		case strings.EqualFold(bare, "BEGIN:VCARD"):
			k, first = keeper{}, c.line
			k.add(bare)
		case first == 0: // between cards
		case strings.EqualFold(bare, "END:VCARD"):
			k.add(bare)
			return k.card(first)
		default:
			k.add(l)
		}
	}
}

// keeper collects the wanted properties of one card.
type keeper struct {
	lines   []string
	size    int
	keeping bool // the property that the last line belongs to
}

// add takes a line: a property, or more of the one before.
func (k *keeper) add(l string) {
	switch {
	case l != "" && (l[0] == ' ' || l[0] == '\t'):
		k.extend(l[1:])
	case k.keeping && softBreak(k.lines[len(k.lines)-1]):
		k.lines[len(k.lines)-1] = strings.TrimSuffix(k.lines[len(k.lines)-1], "=")
		k.extend(l)
	default:
		if k.keeping = slices.Contains(wanted, property(l)); k.keeping {
			k.lines = append(k.lines, "")
			k.extend(l)
		}
	}
}

func (k *keeper) extend(l string) {
	if !k.keeping {
		return
	}
	if k.size += len(l); k.size <= maxCard {
		k.lines[len(k.lines)-1] += l
	}
}

// softBreak tells whether a quoted-printable value goes on in the next line.
func softBreak(l string) bool {
	head, _, _ := strings.Cut(l, ":")
	return strings.HasSuffix(l, "=") && strings.Contains(strings.ToUpper(head), "QUOTED-PRINTABLE")
}

func (k *keeper) card(first int) (string, int, error) {
	if k.size > maxCard {
		return "", first, badRow("the name and numbers of this card are too long").WithCause(errCard)
	}
	for i, l := range k.lines {
		k.lines[i] = modern(l)
	}
	return strings.Join(k.lines, "\r\n") + "\r\n", first, nil
}

// readLine gives a line, of which no more than maxCard and a byte is kept.
func (c *cards) readLine() (string, error) {
	var b strings.Builder
	for {
		part, more, err := c.in.ReadLine()
		if err != nil {
			return "", err
		}
		b.Write(part[:min(len(part), maxCard+1-b.Len())])
		if !more {
			c.line++
			return b.String(), nil
		}
	}
}

// property is the name of a line's property, without its group.
func property(l string) string {
	name, _, _ := strings.Cut(l, ":")
	name, _, _ = strings.Cut(name, ";")
	if _, after, found := strings.Cut(name, "."); found {
		name = after
	}
	return strings.ToUpper(name)
}

// modern writes the parameters of vCard 2.1, which have no names, as later
// versions do: TEL;CELL becomes TEL;TYPE=CELL. The library takes the number for
// a parameter otherwise.
func modern(l string) string {
	head, value, found := strings.Cut(l, ":")
	if !found || strings.Contains(head, `"`) {
		return l
	}
	parts := strings.Split(head, ";")
	for i, p := range parts[1:] {
		switch {
		case strings.Contains(p, "="):
		case strings.EqualFold(p, "QUOTED-PRINTABLE"):
			parts[i+1] = "ENCODING=" + p
		default:
			parts[i+1] = "TYPE=" + p
		}
	}
	return strings.Join(parts, ";") + ":" + value
}

func cardPerson(text string) (Person, error) {
	card, err := vcard.NewDecoder(strings.NewReader(text)).Decode()
	if err != nil {
		return Person{}, badRow("this card cannot be read").WithCause(err)
	}
	p := Person{Name: cardName(card), Phone: cardPhone(card)}
	if !utf8.ValidString(p.Name) {
		return Person{}, badRow("this card is not UTF-8").WithNext("export the cards as UTF-8")
	}
	return p, nil
}

func cardName(card vcard.Card) string {
	if f := card.Preferred(vcard.FieldFormattedName); f != nil && strings.TrimSpace(f.Value) != "" {
		return decoded(f)
	}
	if f := card.Get(vcard.FieldName); f != nil {
		parts := strings.Split(decoded(f), ";") // family, given, additional, before, after
		for len(parts) < 2 {
			parts = append(parts, "")
		}
		if name := strings.TrimSpace(parts[1] + " " + parts[0]); name != "" {
			return name
		}
	}
	if f := card.Get(vcard.FieldOrganization); f != nil {
		return decoded(f)
	}
	return ""
}

// decoded undoes the encoding in which old phones write what is not ASCII.
func decoded(f *vcard.Field) string {
	if !strings.EqualFold(f.Params.Get("ENCODING"), "QUOTED-PRINTABLE") {
		return f.Value
	}
	b, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(f.Value)))
	if err != nil {
		return f.Value
	}
	return string(b)
}

// cardPhone picks the number WhatsApp knows the person by, if the card says it,
// else the first one that can be read: the preferred first, then the mobiles.
// If none can be, it gives the first, for the report to name.
func cardPhone(card vcard.Card) string {
	tels := slices.Clone(card[vcard.FieldTelephone])
	for _, f := range tels {
		if id := f.Params.Get("WAID"); id != "" {
			return "+" + strings.TrimPrefix(id, "+")
		}
	}
	slices.SortStableFunc(tels, func(a, b *vcard.Field) int { return rank(a) - rank(b) })
	for _, f := range tels {
		if _, err := ParsePhone(f.Value); err == nil {
			return f.Value
		}
	}
	if len(tels) > 0 {
		return tels[0].Value
	}
	return ""
}

func rank(f *vcard.Field) int {
	switch {
	case f.Params.Get(vcard.ParamPreferred) == "1" || f.Params.HasType("pref"):
		return 0
	case f.Params.HasType(vcard.TypeCell):
		return 1
	}
	return 2
}
