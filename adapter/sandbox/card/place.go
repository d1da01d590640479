package card

import (
	"bytes"
	"encoding/json"
	"strconv"

	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/strict"
)

// Limits of a location. Meta names none for the texts; these keep memory bounded.
const (
	maxPlaceName    = 1000
	maxPlaceAddress = 1000
)

// degrees is a coordinate: Meta's examples have strings, and numbers are taken
// too.
type degrees float64

// UnmarshalJSON reads a number, or a string that holds one.
func (d *degrees) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseFloat(string(bytes.Trim(b, `"`)), 64)
	if err != nil {
		return &json.UnmarshalTypeError{Value: string(b)}
	}
	*d = degrees(v)
	return nil
}

// ReadPlace reads a location, or says what Meta would say of it.
func ReadPlace(param string, raw json.RawMessage) (*Place, error) {
	var l struct {
		Latitude  *degrees `json:"latitude"`
		Longitude *degrees `json:"longitude"`
		Name      string   `json:"name"`
		Address   string   `json:"address"`
	}
	if err := strict.Read(param, raw, &l); err != nil {
		return nil, err
	}
	switch {
	case l.Latitude == nil:
		return nil, refusal.Missing(param + "['latitude']")
	case l.Longitude == nil:
		return nil, refusal.Missing(param + "['longitude']")
	case !(*l.Latitude >= -90 && *l.Latitude <= 90):
		return nil, refusal.Invalid("Param " + param + "['latitude'] must be from -90 to 90.")
	case !(*l.Longitude >= -180 && *l.Longitude <= 180):
		return nil, refusal.Invalid("Param " + param + "['longitude'] must be from -180 to 180.")
	}
	p := &Place{Latitude: float64(*l.Latitude), Longitude: float64(*l.Longitude), Name: l.Name, Address: l.Address}
	return p, strict.First(strict.Within("Location name", l.Name, 0, maxPlaceName), strict.Within("Location address", l.Address, 0, maxPlaceAddress))
}
