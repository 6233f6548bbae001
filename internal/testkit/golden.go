// Package testkit is what the tests of several packages share.
package testkit

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what came as the golden files")

// Golden holds a text against the file testdata/NAME.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	if err := Compare(name, got); err != nil {
		t.Error(err)
	}
}

// Compare is Golden where there is no test at hand.
func Compare(name, got string) error {
	file := filepath.Join("testdata", name)
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(got), 0o644)); err != nil {
			return err
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		return fmt.Errorf("%s: -want +got:\n%s", file, diff)
	}
	return nil
}

// Equal says where two values differ.
func Equal(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Must ends the test at an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Text is what an error says, and "" for none.
func Text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
