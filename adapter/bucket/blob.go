package bucket

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math"
	"os"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"

	"frontdesk"
)

// Keep keeps what r gives, at most max bytes, and says what it is called. It
// returns when the bytes are in the bucket; bytes that are there already are
// not sent again. An error of r comes back as it is.
func (b *Bucket) Keep(ctx context.Context, r io.Reader, max int64) (frontdesk.Blob, error) {
	file, err := os.CreateTemp(b.temp, temporary)
	if err != nil {
		return frontdesk.Blob{}, noRoom(err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	blob, err := write(file, r, max)
	if err != nil {
		return frontdesk.Blob{}, err
	}
	key, err := b.place.key(blob.SHA256)
	if err != nil {
		return frontdesk.Blob{}, err
	}
	if there, err := b.has(ctx, key, blob.Bytes); err != nil || there {
		return blob, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return frontdesk.Blob{}, noRoom(err)
	}
	// In one piece, so that nothing stays behind when it breaks off; with its
	// MD5, so that the service refuses what was changed on the way.
	_, err = b.client.PutObject(ctx, b.place.bucket, key, file, blob.Bytes, minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true,
		DisableContentSha256: blob.Bytes == 0, // else the client sends nothing in chunks, which S3 refuses
	})
	if err != nil {
		return frontdesk.Blob{}, b.place.problem(err)
	}
	return blob, nil
}

// write copies r to a file and names what it was.
func write(file io.Writer, r io.Reader, max int64) (frontdesk.Blob, error) {
	hash := sha256.New()
	out := &errWriter{to: io.MultiWriter(file, hash)}
	n, err := io.Copy(out, io.LimitReader(r, min(max, math.MaxInt64-1)+1))
	switch {
	case out.err != nil:
		return frontdesk.Blob{}, noRoom(out.err)
	case err != nil:
		return frontdesk.Blob{}, err
	case n > max:
		return frontdesk.Blob{}, frontdesk.Errorf(frontdesk.TooLarge, "the file has more than %d bytes", max).
			WithNext("give a smaller file")
	}
	return frontdesk.Blob{SHA256: hex.EncodeToString(hash.Sum(nil)), Bytes: n}, nil
}

// errWriter remembers that it was the writing that failed, not the reading.
type errWriter struct {
	to  io.Writer
	err error
}

func (w *errWriter) Write(p []byte) (n int, err error) {
	n, w.err = w.to.Write(p)
	return n, w.err
}

// Bytes that nobody seems to have stay while they are new, since somebody may be
// about to note that they have them; and bytes that are old are sent again when
// they are kept again, so that they are new.
const (
	newFor  = 30 * time.Minute
	restFor = time.Hour
)

// has tells whether the bytes are in the bucket, and new.
func (b *Bucket) has(ctx context.Context, key string, size int64) (bool, error) {
	info, err := b.client.StatObject(ctx, b.place.bucket, key, minio.StatObjectOptions{})
	switch err = b.place.problem(err); frontdesk.CodeOf(err) {
	case "":
		return info.Size == size && b.now().Sub(info.LastModified) < newFor, nil
	case frontdesk.Gone:
		return false, nil
	}
	return false, err
}

// Open gives the bytes with this hash and how many there are. Close them. Bytes
// that are not in the bucket are Gone. They are not checked: [Bucket.Local] does.
func (b *Bucket) Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, int64, error) {
	key, err := b.place.key(sha256)
	if err != nil {
		return nil, 0, err
	}
	object, err := b.client.GetObject(ctx, b.place.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, b.place.problem(err)
	}
	info, err := object.Stat()
	if err != nil {
		_ = object.Close() // it never was open
		return nil, 0, b.place.problem(err)
	}
	return &blob{Object: object, place: b.place}, info.Size, nil
}

// blob is an open file in the bucket. Its errors are ours.
type blob struct {
	*minio.Object
	place place
}

func (b *blob) Read(p []byte) (int, error) {
	n, err := b.Object.Read(p)
	if err != io.EOF {
		err = b.place.problem(err)
	}
	return n, err
}

// Local gives the bytes with this hash as a file here, for programs that want
// one. They are checked: if they are not those, they are Damaged. Call release
// when done, once or often; the file is gone then.
func (b *Bucket) Local(ctx context.Context, sha256 string) (path string, release func(), err error) {
	from, size, err := b.Open(ctx, sha256)
	if err != nil {
		return "", nil, err
	}
	defer from.Close()
	file, err := os.CreateTemp(b.temp, temporary)
	if err != nil {
		return "", nil, noRoom(err)
	}
	release = sync.OnceFunc(func() { _ = os.Remove(file.Name()) }) // swept, if it cannot be now
	got, err := write(file, from, size)
	if closed := file.Close(); err == nil && closed != nil {
		err = noRoom(closed)
	}
	if err == nil && got.SHA256 != sha256 {
		err = frontdesk.Errorf(frontdesk.Damaged, "the file in the bucket is not the one that was kept")
	}
	if err != nil {
		release()
		return "", nil, err
	}
	return file.Name(), release, nil
}

// Drop removes the bytes with this hash, unless they are new. Removing what is
// not there is no error.
func (b *Bucket) Drop(ctx context.Context, sha256 string) error {
	key, err := b.place.key(sha256)
	if err != nil {
		return err
	}
	info, err := b.client.StatObject(ctx, b.place.bucket, key, minio.StatObjectOptions{})
	if err == nil && b.now().Sub(info.LastModified) < restFor {
		return nil
	}
	err = b.place.problem(b.client.RemoveObject(ctx, b.place.bucket, key, minio.RemoveObjectOptions{}))
	if frontdesk.CodeOf(err) == frontdesk.Gone {
		return nil
	}
	return err
}
