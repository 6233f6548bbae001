//go:build dist

// Package dist tests what is given to people who have no source of labs:
// bin/labs, which make build has made.
package dist_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"labs.local/labs/internal/testkit"
)

// root is the module's folder.
const root = "../.."

// limit is what the program may take, in bytes; a script has it too, for the
// other systems.
const limit = 100_000_000

var program, _ = filepath.Abs(root + "/bin/labs")

func TestSize(t *testing.T) {
	info, err := os.Stat(program)
	testkit.Must(t, err)
	if info.Size() >= limit {
		t.Errorf("%s has %d bytes, want less than %d", program, info.Size(), limit)
	}
}

// TestAlone runs a copy of the program in an environment of nothing else.
func TestAlone(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PROGRAM", program)
			return nil
		},
	})
}
