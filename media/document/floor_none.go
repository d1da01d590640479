//go:build !cgo || nocgo || !(linux || darwin || windows) || !(amd64 || arm64)

package document

import "errors"

// Floor reads nothing: there is no library in this build.
func Floor(string) ([]string, error) { return nil, errors.New(noEngine) }
