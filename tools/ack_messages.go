package tools

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"frontdesk"
)

type ackIn struct {
	Lease string `json:"lease" jsonschema:"the lease of a batch"`
}

type ackOut struct {
	Done bool `json:"done"`
}

func (s *Server) ackMessages() offered {
	return tool(s, about{
		name: "ack_whatsapp_messages", title: "Acknowledge messages", idempotent: true,
		description: "Say that a batch from wait_for_whatsapp_messages is done with, when it needs no answer. Sending an answer does this by itself.",
	}, s.doAck, func(ackOut) string { return "acknowledged" })
}

func (s *Server) doAck(ctx context.Context, in ackIn) (ackOut, error) {
	token, rest, _ := strings.Cut(strings.TrimSpace(in.Lease), ".")
	upTo, _, _ := strings.Cut(rest, ".")
	n, err := strconv.ParseInt(upTo, 10, 64)
	if err != nil || !hmac.Equal([]byte(s.lease(token, n)), []byte(strings.TrimSpace(in.Lease))) {
		return ackOut{}, frontdesk.Errorf(frontdesk.Invalid, "this is not a lease of ours").WithField("lease").
			WithNext("use the lease that wait_for_whatsapp_messages gave, as it is")
	}
	return ackOut{Done: true}, s.desk.Followers.Ack(ctx, token, n)
}

// lease is a batch's handle for the agent: whose it is and how far it reaches.
// It is signed, since one that was changed would acknowledge what nobody saw.
func (s *Server) lease(token string, upTo int64) string {
	l := fmt.Sprintf("%s.%d", token, upTo)
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("lease " + l))
	return l + "." + hex.EncodeToString(mac.Sum(nil)[:8])
}
