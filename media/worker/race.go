//go:build race

package worker

// slack is what the race detector keeps beside a program's own data.
const slack = 2 << 30
