//go:build dist

package dist_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

// TestWhatOnlyTestsUse holds that the libraries of the tests, of the recording of the
// README's picture and of the helper programs are not in labs.
func TestWhatOnlyTestsUse(t *testing.T) {
	direct := list(t, "-m", "-f", "{{if not (or .Indirect .Main)}}{{.Path}}{{end}}", "all")
	used := list(t, "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./cmd/labs")
	unused := slices.DeleteFunc(direct, func(module string) bool { return slices.Contains(used, module) })
	slices.Sort(unused)
	testkit.Equal(t, unused, []string{
		"github.com/charmbracelet/ultraviolet",   // internal/testkit/terminal
		"github.com/charmbracelet/x/vt",          // internal/testkit/terminal
		"github.com/google/go-containerregistry", // internal/testkit/registry
		"github.com/moby/sys/capability",         // cmd/runc-bounded
		"github.com/opencontainers/runtime-spec", // cmd/runc-bounded
		"golang.org/x/tools",                     // internal/dist
	})
}

// list is what go list prints, a word each.
func list(t *testing.T, args ...string) []string {
	t.Helper()
	command := exec.Command("go", append([]string{"list"}, args...)...)
	command.Dir, command.Stderr = root, os.Stderr
	out, err := command.Output()
	testkit.Must(t, err)
	return strings.Fields(string(out))
}
