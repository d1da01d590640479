package ocr

import (
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	_ "unsafe" // for go:linkname
)

// The WebAssembly engine was built when Emscripten called two functions by other
// names than the runtime looks for now, and runtimes that still look for the old
// ones corrupt memory under today's Go: since 1.24 its memmove uses a register
// that wazero before 1.9 keeps a value in. So the engine is given the new names
// beside the old before it is compiled.
//
//go:linkname tesseractWASM github.com/danlock/gogosseract/internal/wasm.tesseractWASM
var tesseractWASM []byte

var newNames = map[string]string{
	"stackSave":    "emscripten_stack_get_current",
	"stackRestore": "_emscripten_stack_restore",
}

// rename gives the engine its new names, once.
var rename = sync.OnceValue(func() error {
	renamed, err := addNames(tesseractWASM, newNames)
	if err == nil {
		tesseractWASM = renamed
	}
	return err
})

var errNotWebAssembly = errors.New("this is not WebAssembly as it should be")

// A WebAssembly module is eight bytes, then sections: a number, a length, that
// many bytes. The one with the exports is a count, then for each a name with its
// length before it, a kind and an index.
const (
	preamble       = 8
	sectionExports = 7
)

// addNames gives a module with the exports that are in names exported under
// their new names, too.
func addNames(module []byte, names map[string]string) ([]byte, error) {
	if len(module) < preamble {
		return nil, errNotWebAssembly
	}
	out, rest := module[:preamble:preamble], module[preamble:]
	for len(rest) > 0 {
		kind := rest[0]
		body, after, ok := prefixed(rest[1:])
		if !ok {
			return nil, errNotWebAssembly
		}
		if rest = after; kind == sectionExports {
			var err error
			if body, err = addExports(body, names); err != nil {
				return nil, err
			}
		}
		out = binary.AppendUvarint(append(out, kind), uint64(len(body)))
		out = append(out, body...)
	}
	return out, nil
}

func addExports(section []byte, names map[string]string) ([]byte, error) {
	count, n := binary.Uvarint(section)
	if n <= 0 {
		return nil, errNotWebAssembly
	}
	all := section[n:]
	var added []byte
	for rest := all; len(rest) > 0; {
		name, after, ok := prefixed(rest)
		if !ok || len(after) < 2 {
			return nil, errNotWebAssembly
		}
		_, n := binary.Uvarint(after[1:]) // the index; the kind is before it
		if n <= 0 {
			return nil, errNotWebAssembly
		}
		if to, ok := names[string(name)]; ok {
			count++
			added = append(binary.AppendUvarint(added, uint64(len(to))), to...)
			added = append(added, after[:1+n]...)
		}
		rest = after[1+n:]
	}
	return slices.Concat(binary.AppendUvarint(nil, count), all, added), nil
}

// prefixed gives bytes with their length before them, and what comes after.
func prefixed(b []byte) (body, after []byte, ok bool) {
	length, n := binary.Uvarint(b)
	if n <= 0 || length > uint64(len(b)-n) {
		return nil, nil, false
	}
	return b[n : n+int(length)], b[n+int(length):], true
}
