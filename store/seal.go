package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"frontdesk"
)

// sealer seals credentials, so that a copy of the database alone opens
// nothing. What is sealed opens only in its own place: the row and column are
// part of the seal.
type sealer struct {
	id   string // tells keys apart, and nothing about them
	aead cipher.AEAD
}

// KeyLength is how many bytes a key has, before base64.
const KeyLength = 32

func newSealer(key frontdesk.Secret) (*sealer, error) {
	raw, err := decodeKey(key.Reveal())
	if err != nil || len(raw) != KeyLength {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "the key that seals credentials is not %d bytes in base64", KeyLength).
			WithNext("restore the key file of the data folder, or FRONTDESK_KEY")
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte("frontdesk key "), raw...))
	return &sealer{id: hex.EncodeToString(sum[:4]), aead: aead}, nil
}

func decodeKey(s string) ([]byte, error) {
	s = strings.TrimRight(strings.TrimSpace(s), "=")
	if strings.ContainsAny(s, "-_") {
		return base64.RawURLEncoding.DecodeString(s)
	}
	return base64.RawStdEncoding.DecodeString(s)
}

// close seals a secret for a place. No secret is the empty string.
func (s *sealer) close(secret frontdesk.Secret, place string) string {
	if secret == "" {
		return ""
	}
	sealed := s.aead.Seal(nil, nil, []byte(secret.Reveal()), []byte(place))
	return s.id + ":" + base64.RawStdEncoding.EncodeToString(sealed)
}

// open opens what was sealed for a place.
func (s *sealer) open(sealed, place string) (frontdesk.Secret, error) {
	if sealed == "" {
		return "", nil
	}
	id, body, _ := strings.Cut(sealed, ":")
	if id != s.id {
		return "", wrongKey()
	}
	raw, err := base64.RawStdEncoding.DecodeString(body)
	if err != nil {
		return "", wrongKey().WithCause(err)
	}
	secret, err := s.aead.Open(nil, nil, raw, []byte(place))
	if err != nil {
		return "", wrongKey().WithCause(err)
	}
	return frontdesk.Secret(secret), nil
}

func wrongKey() *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Denied, "the credentials in the store were sealed with another key").
		WithNext("start with the key they were sealed with: the key file of the data folder, or FRONTDESK_KEY")
}

// checkKey fails early, at the start, when the key is not the one.
func (db *DB) checkKey(ctx context.Context) error {
	_, err := db.Integrations(ctx)
	return err
}
