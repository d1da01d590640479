package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"frontdesk"
)

// MediaInfo is what Meta tells of a file it keeps.
type MediaInfo struct {
	ID       string
	URL      string // lives 5 minutes, and needs the token
	MIMEType string
	SHA256   string // as Meta wrote it: hex or base64
	Bytes    int64  // 0 if Meta does not say
}

// Media asks Meta for a file: where it is now, what it is, how large. A file
// Meta no longer has, or never showed to this number, is Gone.
//
// We ask as the number that received it. Whether that check holds for received
// files is not said on Meta's page, so a refusal is asked once more without it;
// the token alone decides then.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
func (n Number) Media(ctx context.Context, id string) (MediaInfo, error) {
	if id == "" {
		return MediaInfo{}, frontdesk.Errorf(frontdesk.Gone, "Meta gave no id for the file")
	}
	m, err := n.media(ctx, id, url.Values{"phone_number_id": {n.Integration.PhoneNumberID}})
	if noSuchMedia(err) {
		m, err = n.media(ctx, id, nil)
	}
	if noSuchMedia(err) {
		return MediaInfo{}, frontdesk.Errorf(frontdesk.Gone, "Meta no longer has the file").
			WithMeta(frontdesk.Foreseen(err).Meta).WithNext("ask for it to be sent again").WithCause(err)
	}
	return m, harmless(err)
}

// noSuchMedia tells whether Meta refuses the one parameter there is, the id.
func noSuchMedia(err error) bool {
	code := frontdesk.CodeOf(err)
	return code == frontdesk.Gone || code == frontdesk.Rejected && frontdesk.Foreseen(err).Meta == 100
}

func (n Number) media(ctx context.Context, id string, query url.Values) (MediaInfo, error) {
	var out struct {
		URL    string          `json:"url"`
		Type   string          `json:"mime_type"`
		SHA256 string          `json:"sha256"`
		Size   json.RawMessage `json:"file_size"` // a number, or one in quotes
	}
	if err := n.call(ctx, http.MethodGet, []string{id}, query, nil, &out); err != nil {
		return MediaInfo{}, err
	}
	if out.URL == "" {
		return MediaInfo{}, frontdesk.Errorf(frontdesk.Unavailable, "Meta gave no address for the file").
			WithNext("it is tried again by itself")
	}
	size, _ := strconv.ParseInt(strings.Trim(string(out.Size), `"`), 10, 64) // one we cannot read is not known
	return MediaInfo{ID: id, URL: out.URL, MIMEType: out.Type, SHA256: out.SHA256, Bytes: max(size, 0)}, nil
}

// harmless is the failure of a call that may be repeated: whether Meta heard it
// does not matter.
func harmless(err error) error {
	if frontdesk.CodeOf(err) != frontdesk.Uncertain {
		return err
	}
	e := frontdesk.Foreseen(err)
	return frontdesk.Errorf(frontdesk.Unavailable, "Meta gave no answer that can be used").WithMeta(e.Meta).
		WithRetryAfter(e.RetryAfter).WithNext("it is tried again by itself").WithCause(err)
}
