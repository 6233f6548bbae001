package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/terminal"
)

// ends is far more than any of these commands takes.
const ends = time.Minute

// screens are commands that need no engine, and how they end. Their goldens
// are in testdata/terminal: what a person gets to read.
var screens = []struct {
	name string
	code int
	args []string
}{
	{"list", 0, []string{"list"}},
	{"help", 0, []string{"--help"}},
	{"help-next", 0, []string{"next", "--help"}},
	{"no-command", 2, []string{"nxt"}},
	{"no-flag", 2, []string{"next", "--solv"}},
	{"bad-course", 2, []string{"list", "--dir", "course"}},
}

// seen runs labs in a terminal, in a folder of its own with a bad course.
func seen(t *testing.T, columns, code int, args []string, env ...string) *terminal.Terminal {
	t.Helper()
	dir := t.TempDir()
	testkit.Must(t, os.MkdirAll(filepath.Join(dir, "course", "labs", "01-one"), 0o755))
	testkit.Must(t, os.WriteFile(filepath.Join(dir, "course", "labs", "01-one", "lab.yaml"), []byte("kind: Lab\nsteps: none\nsummary: a field that there is not\n"), 0o600))
	env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_STATE_HOME=" + dir}, env...)
	labs, err := terminal.Start(terminal.Options{Columns: columns, Dir: dir, Env: env}, "labs", args...)
	testkit.Must(t, err)
	t.Cleanup(labs.Close)
	got, err := labs.Wait(ends)
	testkit.Must(t, err)
	testkit.Equal(t, got, code)
	return labs
}

func TestWhatAPersonSees(t *testing.T) {
	for _, screen := range screens {
		for _, language := range []string{"en", "zh"} {
			for _, columns := range []int{40, 80} {
				name := fmt.Sprintf("%s-%s-%d", screen.name, language, columns)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					labs := seen(t, columns, screen.code, screen.args, "LABS_LANG="+language)
					testkit.Golden(t, "terminal/"+name+".txt", labs.Transcript())
				})
			}
		}
	}
}

func TestColourIsWhereAPersonWantsIt(t *testing.T) {
	for _, screen := range screens {
		t.Run(screen.name, func(t *testing.T) {
			t.Parallel()
			plain := seen(t, 80, screen.code, screen.args).Transcript()
			for _, without := range []string{"NO_COLOR=1", "TERM=dumb"} {
				testkit.Equal(t, seen(t, 80, screen.code, screen.args, without).Colours(), plain)
			}
			if screen.name == "list" {
				testkit.Golden(t, "terminal/list-colour.txt", seen(t, 80, screen.code, screen.args).Colours())
			}
		})
	}
}
