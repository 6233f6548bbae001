package lab_test

import (
	"errors"
	"testing"

	"labs.local/labs/internal/lab"
)

// harmless says that a file of the course is read, or refused with problems.
func harmless(t *testing.T, file string, data []byte) {
	_, err := lab.Load(with(file, string(data)))
	if err != nil && !errors.As(err, new(*lab.InvalidError)) {
		t.Errorf("a %T, want an InvalidError: %v", err, err)
	}
}

func FuzzLab(f *testing.F) {
	for _, seed := range []string{
		one, two, "", "---", "[]", "a: &a [*a]", "a: &a {b: *a}", "? [x]\n: y", "x: 1\n---\ny: 2", "steps: [{operations: [null]}]",
		"<<: {apiVersion: labs/v1alpha1}\n<<: 3", "kind: !!binary aGk=", "metadata: {name: 2020-01-01}", "a: 1e999", "\xff\xfe", "- - - -",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { harmless(t, oneFile, data) })
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		oneText, longText, "", "#", "##", "## {#}", "## {#a", "##\n##", "One\n===", "One\ntwo\n---\nx", "- # a\n# b {#c}", "\r# a\r## b", "### x", "\x00# a",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { harmless(t, oneEN, data) })
}
