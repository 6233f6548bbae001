package scripted_test

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"labs.local/labs/internal/testkit/terminal/scripted"
)

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:  "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"terminal": scripted.Terminal},
	})
}
