package posted

import (
	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/strict"
)

// ReadContacts reads contact cards.
func (d Draft) ReadContacts() (*card.Card, error) {
	var all []card.Contact
	if err := strict.Read("contacts", d.Contacts, &all); err != nil {
		return nil, err
	}
	if err := strict.Among("contacts", len(all), 1, card.MaxContacts); err != nil {
		return nil, err
	}
	for _, v := range all {
		if err := v.Check(); err != nil {
			return nil, err
		}
	}
	return card.PeopleCard(all), nil
}
