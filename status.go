package frontdesk

import "time"

// Status is what Meta says of a message of ours.
type Status struct {
	Integration IntegrationID
	WAMID       string
	// Delivery is our id as it came back in biz_opaque_callback_data, if it did.
	Delivery MessageID
	State    State
	At       time.Time
	// Problem is why, when State is Failed.
	Problem *Error
	// To is whom it went to, as far as Meta tells; in a group, who of it.
	To Sender
	// Price is what Meta charges for it, if it told.
	Price *Price
	Trace string
}

// Price is what Meta charges for a message, in its own words. It tells the
// category, not the amount.
type Price struct {
	Billable bool   `json:"billable"`
	Model    string `json:"model,omitempty"`    // "PMP"
	Type     string `json:"type,omitempty"`     // "regular", "free_customer_service", "free_entry_point"
	Category string `json:"category,omitempty"` // "service", "utility", "marketing", …
	// Conversation is Meta's own, which is opened by Origin and ends at Until;
	// it is told only for those that began with an ad.
	Conversation string    `json:"conversation,omitempty"`
	Origin       string    `json:"origin,omitempty"`
	Until        time.Time `json:"until,omitzero"`
}
