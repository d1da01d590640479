package graph

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// How many messages a second a number may carry, by what Meta calls its
// throughput. A number that is also on a phone is held to the least.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
const (
	StandardRate = 80
	HighRate     = 1000
	PhoneRate    = 20
)

// Limits tells how fast the number may send, to how many people a day it may
// write first ("TIER_250" … "TIER_UNLIMITED", Meta's word, empty if it tells
// none) and how people rate it ("GREEN", "YELLOW", "RED", "UNKNOWN").
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messaging-limits
func (n Number) Limits(ctx context.Context) (perSecond int, tier, quality string, err error) {
	var out struct {
		Quality    string `json:"quality_rating"`
		Tier       string `json:"whatsapp_business_manager_messaging_limit"`
		OnPhone    bool   `json:"is_on_biz_app"`
		Throughput struct {
			Level string `json:"level"`
		} `json:"throughput"`
	}
	err = n.call(ctx, http.MethodGet, []string{n.Integration.PhoneNumberID}, url.Values{"fields": {limitFields}}, nil, &out)
	if err != nil {
		return 0, "", "", harmless(err)
	}
	return rate(out.Throughput.Level, out.OnPhone), out.Tier, out.Quality, nil
}

const limitFields = "quality_rating,throughput,whatsapp_business_manager_messaging_limit,is_on_biz_app"

func rate(level string, onPhone bool) int {
	switch {
	case onPhone:
		return PhoneRate
	case strings.EqualFold(level, "HIGH"):
		return HighRate
	}
	return StandardRate // "STANDARD", and what nobody knows
}
