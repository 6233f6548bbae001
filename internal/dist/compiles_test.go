//go:build dist

package dist_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"labs.local/labs/internal/testkit"
)

// TestCompiles has the types checked of what labs is made of, on the other systems
// that it is built for: from source, for a compiler takes minutes for each.
func TestCompiles(t *testing.T) {
	for _, system := range []string{"darwin", "windows"} {
		t.Run(system, func(t *testing.T) {
			environ := append(os.Environ(), "GOOS="+system, "GOARCH=arm64", "CGO_ENABLED=0")
			config := &packages.Config{Mode: packages.LoadAllSyntax &^ packages.NeedTypesInfo, Dir: root, Env: environ}
			loaded, err := packages.Load(config, own(t, environ)...)
			testkit.Must(t, err)
			packages.Visit(loaded, nil, func(p *packages.Package) {
				for _, fault := range p.Errors {
					t.Error(fault)
				}
			})
		})
	}
}

// own lists the packages of this module that the program is made of.
func own(t *testing.T, environ []string) []string {
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if .Main}}{{$.ImportPath}}{{end}}{{end}}", "./cmd/labs")
	list.Dir, list.Env, list.Stderr = root, environ, os.Stderr
	out, err := list.Output()
	testkit.Must(t, err)
	return strings.Fields(string(out))
}
