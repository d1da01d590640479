package document

import (
	"archive/zip"
	"errors"
	"path"
	"strings"
)

// relation is what one part of an office file says of another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// relations gives what a part says of others, by their names in the archive. The
// empty part is the file itself.
func relations(z *zip.Reader, of string) ([]relation, error) {
	var list struct{ Relationship []relation }
	folder, file := path.Split(of)
	if err := decode(z, folder+"_rels/"+file+".rels", &list); err != nil {
		return nil, err
	}
	for i, r := range list.Relationship {
		if absolute, ok := strings.CutPrefix(r.Target, "/"); ok {
			list.Relationship[i].Target = absolute
		} else {
			list.Relationship[i].Target = path.Join(folder, r.Target)
		}
	}
	return list.Relationship, nil
}

// mainPart gives the part that is the document.
func mainPart(z *zip.Reader) (string, error) {
	all, err := relations(z, "")
	if err != nil {
		return "", err
	}
	for _, r := range all {
		if path.Base(r.Type) == "officeDocument" {
			return r.Target, nil
		}
	}
	return "", errors.New("no part of it is the document")
}

func decode(z *zip.Reader, name string, out any) error {
	d, c, err := part(z, name)
	if err != nil {
		return err
	}
	defer c.Close()
	return d.Decode(out)
}
