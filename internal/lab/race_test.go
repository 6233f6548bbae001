//go:build race

package lab_test

// instrumented is how much more memory the race detector has this package allocate, at most: it leaves pooled memory unused.
const instrumented = 4
