//go:build !race

package ocr_test

const raced = false
