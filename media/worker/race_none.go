//go:build !race

package worker

const slack = 0
