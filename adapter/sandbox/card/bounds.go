package card

// Lengths of what a card says, and how many cards and products it has. Meta's page on
// lists allows a longer body than its other pages do.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-media-carousel-messages
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
const (
	MaxBody       = 1024
	MaxListBody   = 4096
	MaxHeaderText = 60
	MaxFooter     = 60

	MinCards    = 2
	MaxCards    = 10
	MaxCardBody = 160

	MaxProducts = 30
)
