package contacts

import (
	"strings"
	"unicode/utf8"

	"frontdesk"
)

// Limits of what is kept about a person.
const (
	MaxMetadata      = 50   // entries
	MaxMetadataKey   = 64   // characters
	MaxMetadataValue = 1000 // characters
)

// Person is somebody as an operator describes them, to be registered. A phone,
// a user id or both are needed.
type Person struct {
	Name     string
	Phone    string
	UserID   string
	Metadata map[string]string
}

// addresses reads what the operator typed.
func (p Person) addresses() ([]frontdesk.Address, error) {
	var as []frontdesk.Address
	if strings.TrimSpace(p.UserID) != "" {
		id, err := ParseUserID(p.UserID)
		if err != nil {
			return nil, err
		}
		as = append(as, typedUserID(id))
	}
	if strings.TrimSpace(p.Phone) != "" {
		phone, err := ParsePhone(p.Phone)
		if err != nil {
			return nil, err
		}
		as = append(as, PhoneAddress(phone))
	}
	if len(as) == 0 {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "a contact needs a phone or a user id").
			WithField("phone").WithNext("give the phone with its country code, for example +34 600 111 222")
	}
	return as, nil
}

// checkName gives a name as it is kept. An operator's name that is too long is
// refused, not cut: a cut one could be somebody else's.
func checkName(s string) (string, error) {
	name := tidyName(s)
	switch {
	case name == "":
		return "", frontdesk.Errorf(frontdesk.Invalid, "a contact needs a name").
			WithField("name").WithNext("give the name by which you call the person")
	case utf8.RuneCountInString(s) > MaxName:
		return "", frontdesk.Errorf(frontdesk.Invalid, "a name has at most %d characters", MaxName).
			WithField("name").WithNext("shorten the name")
	}
	return name, nil
}

// MergeMetadata lays changes over metadata: nil takes an entry out.
func MergeMetadata(had map[string]string, changes map[string]*string) (map[string]string, error) {
	merged := make(map[string]string, len(had)+len(changes))
	for k, v := range had {
		merged[k] = v
	}
	for k, v := range changes {
		if v == nil {
			delete(merged, k)
			continue
		}
		if err := checkEntry(k, *v); err != nil {
			return nil, err
		}
		merged[k] = strings.ToValidUTF8(*v, "")
	}
	if len(merged) > MaxMetadata {
		return nil, badMetadata("metadata has at most %d entries", MaxMetadata)
	}
	return merged, nil
}

func checkEntry(key, value string) error {
	clean, removed := frontdesk.Clean(key)
	switch {
	case strings.TrimSpace(clean) != key || key == "" || removed > 0:
		return badMetadata("a metadata key is visible text without space around it")
	case utf8.RuneCountInString(key) > MaxMetadataKey:
		return badMetadata("a metadata key has at most %d characters", MaxMetadataKey)
	case utf8.RuneCountInString(value) > MaxMetadataValue:
		return badMetadata("the metadata of %q has more than %d characters", key, MaxMetadataValue)
	}
	return nil
}

func badMetadata(format string, args ...any) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Invalid, format, args...).
		WithField("metadata").WithNext("keep longer data elsewhere and a reference to it here")
}

// Entries makes changes of plain metadata: every entry is set, none taken out.
func Entries(m map[string]string) map[string]*string {
	changes := make(map[string]*string, len(m))
	for k, v := range m {
		changes[k] = &v
	}
	return changes
}
