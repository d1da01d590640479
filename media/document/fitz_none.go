//go:build !cgo || nocgo || !(linux || darwin || windows) || !(amd64 || arm64)

package document

import "frontdesk"

const noEngine = "this build has no document engine (made without cgo)"

// Engine tells what reads most formats, and if it is not there why.
func Engine() (name, version string, ok bool, why string) { return "MuPDF", "", false, noEngine }

func readFitz(s source, _ *reading) error { return none(s) }

func draw(s source, _ RenderParams) ([]byte, Picture, error) { return nil, Picture{}, none(s) }

func none(s source) error {
	return frontdesk.Errorf(frontdesk.NoEngine, "%s cannot be read: %s", s.format.name, noEngine).
		WithNext("run a build made with cgo, or ask for plain text")
}
