package ocr

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"io"
	"io/fs"
	"os"

	"frontdesk"
)

// English is Tesseract's name for the language whose data is inside.
const English = "eng"

// english is tessdata_fast's data for English; NOTICE names its licence.
//
//go:embed eng.traineddata.gz
var english []byte

// maxData is how much data a language may have; the largest has 40 MB.
const maxData = 64 << 20

// trained gives a language's data for the WebAssembly engine.
func trained(language, path string) ([]byte, error) {
	if path == "" {
		if language != English {
			return nil, frontdesk.Errorf(frontdesk.NoEngine, "the engine that is built in reads English only, not %s", language).
				WithNext("install Tesseract with this language")
		}
		unpacked, err := gzip.NewReader(bytes.NewReader(english))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(unpacked)
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, frontdesk.Errorf(frontdesk.NoEngine, "the file of data for %s is not there", language).WithNext("put Tesseract's traineddata there").WithCause(err)
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxData))
}
