package tools

import (
	"encoding/base64"
	"strings"

	"frontdesk"
)

// cursor says where the next page begins, before or after a place; it is nobody's
// business how.
func cursor(side, place string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(side + place))
}

// placeOf reads a cursor that was given for the side; "" is the beginning.
func placeOf(cursor, side string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	place, ok := strings.CutPrefix(string(b), side)
	if err != nil || !ok {
		return "", frontdesk.Errorf(frontdesk.Invalid, "this cursor was not given by us").WithField("cursor").
			WithNext("use next_cursor of an earlier answer as it is, or leave it out")
	}
	return place, nil
}
