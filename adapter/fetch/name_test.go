package fetch

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestNamesOfFiles(t *testing.T) {
	long := strings.Repeat("ä", 200)
	for _, c := range []struct{ disposition, path, want string }{
		{`attachment; filename="report.pdf"`, "/x", "report.pdf"},
		{`attachment; filename="report.pdf"; filename*=UTF-8''Bericht%20M%C3%A4rz.pdf`, "/x", "Bericht März.pdf"},
		{`attachment; filename="Märzbericht.pdf"`, "/x", "Märzbericht.pdf"},
		{`attachment; filename="../../etc/passwd"`, "/x", "passwd"},
		{`attachment; filename="C:\\Users\\me\\plan.docx"`, "/x", "plan.docx"},
		{"attachment; filename=\"a\u202efdp.exe\"", "/x", "afdp.exe"},
		{`attachment; filename=".."`, "/files/b.png", "b.png"},
		{`attachment; filename=two words.pdf`, "/files/b.png", "b.png"},
		{`inline`, "/files/b.png", "b.png"},
		{"", "/files/%2e%2e%2fpasswd", "passwd"},
		{"", "/%D7%A9%D7%9C%D7%95%D7%9D.txt", "שלום.txt"},
		{"", "/files/", ""},
		{"", "", ""},
		{"", "/a%0Ab%00c.txt", "a bc.txt"},
		{"", "/" + url.PathEscape(long) + ".pdf", strings.Repeat("ä", 125) + ".pdf"},
		{"", "/a." + url.PathEscape(long), "a." + strings.Repeat("ä", 126)},
		{"", "/" + strings.Repeat("n", MaxName), strings.Repeat("n", MaxName)},
		{"", "/" + strings.Repeat("n", MaxName+1), strings.Repeat("n", MaxName)},
	} {
		u, err := url.Parse("https://example.com" + c.path)
		if err != nil {
			t.Fatal(err)
		}
		got := filename(&http.Response{Header: http.Header{"Content-Disposition": {c.disposition}}, Request: &http.Request{URL: u}})
		if got != c.want {
			t.Errorf("%s at %s is called %q, want %q", c.disposition, c.path, got, c.want)
		}
	}
}
