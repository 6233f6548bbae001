//go:build !race

package lab_test

const instrumented = 1
