package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/testkit"
)

// disk is a node that says how much room it has.
const disk = `
case "$1" in
exec) [ -e "$DAEMON/df" ] && cat "$DAEMON/df" ;;
*) ` + daemon + ` ;;
esac`

func TestANodeWithoutRoomIsSaidToBeOne(t *testing.T) {
	for name, test := range map[string]struct {
		df   string
		full bool
	}{
		"nothing left":    {"Avail\n0\n", true},
		"less than a log": {fmt.Sprintf("     Avail\n%10d\n", walSegment-1), true},
		"room for a log":  {fmt.Sprintf("Avail\n%d\n", walSegment), false},
		"no number":       {"Avail\nmuch\n", false},
		"one line":        {"df: /var: no such file\n", false},
		"no df":           {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, known(), container{id: "1", name: "labs-control-plane", created: began, running: true})
			testkit.Program(t, "docker", disk)
			if test.df != "" {
				testkit.Must(t, os.WriteFile(filepath.Join(os.Getenv("DAEMON"), "df"), []byte(test.df), 0o600))
			}
			failed := engine.Failed([]string{"docker", "exec", "node", "kubeadm", "init"}, "the control plane did not start", errors.New("exit status 1"))
			k.noteFullDisk(context.Background(), i18n.Errorf("create it: %w", failed))
			if got := strings.Contains(failed.Error(), "hint: the engine's disk is full"); got != test.full {
				t.Errorf("full is %v, want %v: %v", got, test.full, failed)
			}
			err := (&boot{Kind: k, before: &trouble{}}).judge(t.Context(), trouble{ends: 1, container: "etcd"})
			testkit.Equal(t, strings.Contains(testkit.Text(err), "hint: the engine's disk is full"), test.full)
		})
	}
}
