package cluster

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"

	"labs.local/labs/internal/testkit"
)

// essential are commands of packages that are part of every Debian, and of bash
// itself; provided are those that kind puts into its image.
var (
	essential = strings.Fields("bash cat df exec hostname mkdir mv rm rmdir sleep sort tail tar cd echo exit export set trap umask wait [")
	provided  = strings.Fields("kubeadm kubectl ctr crictl")
	installed = map[string]string{"curl": "curl", "pkill": "procps", "setsid": "util-linux", "systemctl": "systemd"}
)

// What labs runs in a node has to be in kind's own image, too, which is what most
// people's node is made from.
func TestLabsAsksNothingOfANodeThatKindsImageDoesNotHave(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kind").Output()
	testkit.Must(t, err)
	base, err := os.ReadFile(filepath.Join(string(bytes.TrimSpace(dir)), "images", "base", "Dockerfile"))
	testkit.Must(t, err)
	_, packages, _ := strings.Cut(string(base), "clean-install")
	packages, _, _ = strings.Cut(packages, "&&")
	for name, script := range map[string]string{
		"start.sh": startScript, "follow.sh": followScript, "renew.sh": renewScript, "trouble.sh": troubleScript, "tune": tuneScript, "read": readScript,
	} {
		for _, command := range commandsOf(t, script) {
			switch {
			case slices.Contains(essential, command), slices.Contains(provided, command):
			case installed[command] == "":
				t.Errorf("%s: is %s in kind's image?", name, command)
			case !slices.Contains(strings.Fields(packages), installed[command]):
				t.Errorf("%s: %s is of the package %s, which kind's image does not have: %s", name, command, installed[command], packages)
			}
		}
	}
}

// commandsOf gives the names of the commands in a script, of those in a trap too.
func commandsOf(t *testing.T, script string) (names []string) {
	t.Helper()
	file, err := syntax.NewParser().Parse(strings.NewReader(script), "")
	testkit.Must(t, err)
	syntax.Walk(file, func(node syntax.Node) bool {
		call, is := node.(*syntax.CallExpr)
		if !is || len(call.Args) == 0 {
			return true
		}
		names = append(names, call.Args[0].Lit())
		if quoted, is := call.Args[min(1, len(call.Args)-1)].Parts[0].(*syntax.SglQuoted); is && call.Args[0].Lit() == "trap" {
			names = append(names, commandsOf(t, quoted.Value)...)
		}
		return true
	})
	return names
}
