package bucket

import (
	"testing"

	"frontdesk"
)

func TestABucketsAddress(t *testing.T) {
	for address, want := range map[string]place{
		"s3://files": {bucket: "files", endpoint: "s3.amazonaws.com", secure: true},
		"s3://files/?region=eu-south-2&endpoint=http://localhost:9000":       {bucket: "files", endpoint: "localhost:9000", region: "eu-south-2"},
		"s3://my.files/a/b/?endpoint=https://s3.example.com/":                {bucket: "my.files", prefix: "a/b", endpoint: "s3.example.com", secure: true},
		"s3://files//a/../b//c?endpoint=https%3A%2F%2Fs3.example.com%3A8443": {bucket: "files", prefix: "b/c", endpoint: "s3.example.com:8443", secure: true},
		"s3://files/../..": {bucket: "files", endpoint: "s3.amazonaws.com", secure: true},
	} {
		if got, err := parse(address); got != want || err != nil {
			t.Errorf("%s: %+v, %v", address, got, err)
		}
	}
	for _, bad := range []string{
		"", "files", "https://files", "s3:files", "s3:///prefix", "s3://key:secret@files", "s3://Files", "s3://ab", "s3://files:80", "s3://-files",
		"s3://files#x", "s3://files?acl=public", "s3://files?endpoint=s3.example.com", "s3://files?endpoint=ftp://s3.example.com",
		"s3://files?endpoint=https://s3.example.com/path", "s3://files?endpoint=https://a:b@s3.example.com", "s3://files?endpoint=https://", "s3://%zz",
	} {
		if got, err := parse(bad); frontdesk.CodeOf(err) != frontdesk.Invalid {
			t.Errorf("%q: %+v, %v", bad, got, err)
		}
	}
}

func TestNamesBelowAPrefix(t *testing.T) {
	hash := sum("x")
	for prefix, want := range map[string]string{"": hash[:2] + "/" + hash, "a/b": "a/b/" + hash[:2] + "/" + hash} {
		if got, err := (place{prefix: prefix}).key(hash); got != want || err != nil {
			t.Errorf("%q: %q, %v", prefix, got, err)
		}
	}
}
