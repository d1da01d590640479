package bucket

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"frontdesk"
)

// amazon is where a bucket is without an endpoint.
const amazon = "https://s3.amazonaws.com"

// place is a bucket's address, read.
type place struct {
	bucket   string
	prefix   string // without slashes at its ends
	endpoint string // host and port
	secure   bool
	region   string
}

// parse reads s3://bucket/prefix?endpoint=https://host&region=name.
func parse(address string) (place, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "s3" || u.Host == "" || u.Fragment != "":
		return place{}, unreadable("the bucket's address cannot be read")
	case u.User != nil:
		return place{}, unreadable("keys do not belong in the bucket's address")
	}
	if !isBucket.MatchString(u.Host) {
		return place{}, unreadable("a bucket has 3 to 63 small letters, digits, dots and hyphens for a name")
	}
	query := u.Query()
	for name := range query {
		if !slices.Contains([]string{"endpoint", "region"}, name) {
			return place{}, unreadable("the bucket's address has a setting " + name + ", which is none")
		}
	}
	p := place{bucket: u.Host, region: query.Get("region"), prefix: strings.Trim(path.Clean("/"+u.Path), "/")}
	endpoint := query.Get("endpoint")
	if endpoint == "" {
		endpoint = amazon
	}
	at, err := url.Parse(endpoint)
	if err != nil || at.Host == "" || at.User != nil || strings.Trim(at.Path, "/") != "" || at.RawQuery != "" {
		return place{}, unreadable("the bucket's endpoint is not the address of a host")
	}
	if at.Scheme != "https" && at.Scheme != "http" {
		return place{}, unreadable("the bucket's endpoint begins neither with https:// nor with http://")
	}
	p.endpoint, p.secure = at.Host, at.Scheme == "https"
	return p, nil
}

func unreadable(says string) error {
	return frontdesk.Errorf(frontdesk.Invalid, "%s", says).
		WithNext("give it as s3://bucket/prefix?endpoint=https://host&region=name")
}

// isBucket is what S3 calls buckets.
//
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
var isBucket = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

var isHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// key is where the bytes with this hash are: below two of its digits, since
// people, too, look into buckets.
func (p place) key(sha256 string) (string, error) {
	if !isHash.MatchString(sha256) {
		return "", frontdesk.Errorf(frontdesk.Invalid, "%.80q is no SHA-256 in hex", sha256)
	}
	return path.Join(p.prefix, sha256[:2], sha256), nil
}
