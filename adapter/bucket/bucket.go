// Package bucket keeps files in an S3-compatible bucket.
//
// A file is named by the SHA-256 of its bytes, so equal bytes are kept once,
// two copies of the program may keep the same file at the same time, and
// whoever reads one can tell whether it is whole. The name is known only when
// the last byte is, and S3 wants the length first: so a file passes through a
// temporary one, and memory stays flat. The bucket is the one place; nothing is
// cached here, and a crash leaves at most a temporary file, which is swept when
// the program starts.
package bucket

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"frontdesk"
)

// The limits of a bucket.
const (
	// StallTime is the longest wait for a byte to come or go.
	StallTime = time.Minute

	// Tries is how often one request is made. The callers try again too, and
	// know better when.
	Tries = 3

	// SweepAge is how old a temporary file must be to be nobody's.
	SweepAge = 24 * time.Hour
)

// temporary is the name of our temporary files.
const temporary = "frontdesk-bucket-*"

// Options say where files are kept.
type Options struct {
	// URL is s3://bucket/prefix?endpoint=https://host&region=name. The prefix
	// may be missing; without an endpoint it is Amazon's, without a region the
	// service is asked for it.
	URL       string
	AccessKey frontdesk.Secret
	SecretKey frontdesk.Secret

	Temp string // a folder for files on their way; empty is the system's

	Now func() time.Time // nil is time.Now
}

// Bucket keeps files. It may be used by many at once.
type Bucket struct {
	client *minio.Client
	place  place
	temp   string
	now    func() time.Time
}

// Open finds the bucket and sees that the keys open it. It makes no bucket:
// who may read one is for its owner to say.
func Open(ctx context.Context, o Options) (*Bucket, error) {
	p, err := parse(o.URL)
	if err != nil {
		return nil, err
	}
	if o.AccessKey == "" || o.SecretKey == "" {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "the bucket %s needs an access key and a secret key", p.bucket).
			WithNext("set both")
	}
	b := &Bucket{place: p, temp: o.Temp, now: o.Now}
	if b.now == nil {
		b.now = time.Now
	}
	if b.temp == "" {
		b.temp = os.TempDir()
	}
	if err := b.sweep(time.Now()); err != nil {
		return nil, err
	}
	if b.client, err = client(p, o); err != nil {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "the bucket's address cannot be used").WithCause(err)
	}
	exists, err := b.client.BucketExists(ctx, p.bucket)
	if err != nil {
		return nil, p.problem(err)
	}
	if !exists {
		return nil, p.noBucket()
	}
	return b, nil
}

func client(p place, o Options) (*minio.Client, error) {
	transport, err := minio.DefaultTransport(p.secure)
	if err != nil {
		return nil, err
	}
	transport.DialContext = dial(transport.DialContext)
	return minio.New(p.endpoint, &minio.Options{
		Creds:      credentials.NewStaticV4(o.AccessKey.Reveal(), o.SecretKey.Reveal(), ""),
		Secure:     p.secure,
		Region:     p.region,
		Transport:  http.RoundTripper(transport),
		MaxRetries: Tries,
	})
}

// sweep makes the folder for temporary files and removes those that a crash has
// left there. Young ones may be another process's.
func (b *Bucket) sweep(now time.Time) error {
	if err := os.MkdirAll(b.temp, 0o700); err != nil {
		return noRoom(err)
	}
	left, err := filepath.Glob(filepath.Join(b.temp, temporary))
	if err != nil {
		return noRoom(err)
	}
	for _, file := range left {
		if info, err := os.Stat(file); err == nil && now.Sub(info.ModTime()) > SweepAge {
			_ = os.Remove(file) // next time, then
		}
	}
	return nil
}

type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// dial bounds each read and each write on a connection. A call as a whole is
// not bounded: how long a large file takes is not known.
func dial(next dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := next(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return impatient{c}, nil
	}
}

// impatient is a connection that gives up when nothing moves for StallTime.
type impatient struct{ net.Conn }

func (c impatient) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(StallTime)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func (c impatient) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(StallTime)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}
