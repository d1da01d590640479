package media

import (
	"context"
	"io"

	"frontdesk"
)

// Blobs keeps bytes by their hash.
type Blobs interface {
	Keep(ctx context.Context, r io.Reader, max int64) (frontdesk.Blob, error)
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, int64, error)
	// Local gives a path to read until release is called.
	Local(ctx context.Context, sha256 string) (path string, release func(), err error)
	// Drop removes what nobody has; once more is nothing.
	Drop(ctx context.Context, sha256 string) error
}
