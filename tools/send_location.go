package tools

import (
	"context"

	"frontdesk"
)

type sendLocationIn struct {
	To        string  `json:"to" jsonschema:"contact: id, phone or exact name"`
	Latitude  float64 `json:"latitude" jsonschema:"degrees, -90 to 90"`
	Longitude float64 `json:"longitude" jsonschema:"degrees, -180 to 180"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	ReplyTo   string  `json:"reply_to,omitempty" jsonschema:"id of the message to quote"`
	Key       string  `json:"key,omitempty" jsonschema:"the same key never sends twice"`
}

func (s *Server) sendLocation() offered {
	return tool(s, about{
		name: "send_whatsapp_location", title: "Send a place",
		description: "Send a registered contact a place that opens on their map.",
	}, func(ctx context.Context, in sendLocationIn) (sendResult, error) {
		return s.say(ctx, in.To, in.ReplyTo, in.Key, frontdesk.Location{
			Latitude: in.Latitude, Longitude: in.Longitude, Name: in.Name, Address: in.Address,
		})
	}, sendResult.text)
}
