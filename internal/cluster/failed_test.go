package cluster

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

func TestANodeThatDidNotStartLeavesItsLogs(t *testing.T) {
	const boot = `could not find a log line that matches "Reached target"`
	for name, test := range map[string]struct {
		words, log string
		want       []string
	}{
		"inotify": {boot, "a\nb\nc\nd\nFailed to create inotify object: Too many open files\nFreezing", []string{
			boot + "\nthe last lines of its log:\nb\nc\nd\nFailed to create inotify object: Too many open files\nFreezing\nall logs are in ",
			"\nhint: the kernel's inotify limits are used up (fs.inotify.max_user_instances=", "run sudo sysctl fs.inotify.max_user_instances=",
		}},
		"slow boot":     {boot, "systemd boots", []string{"\nhint: the node did not boot within 30s: either node:v1 is not a node image for kind, or the machine is slow or busy"}},
		"slow kubeadm":  {"client rate limiter Wait returned an error: rate: Wait(n=1) would exceed context deadline", "systemd boots", []string{"\nhint: kubeadm timed out, so the machine is very slow or busy"}},
		"no node image": {boot, "", []string{"\nhint: the node exited during startup; check that node:v1 is a kind node image"}},
		"another":       {"no such image", "", []string{"no such image\nall logs are in "}},
	} {
		t.Run(name, func(t *testing.T) {
			node := node("a", 0)
			node.running = name != "no node image"
			k := stage(t, known(), node)
			k.Failed = filepath.Join(t.TempDir(), "failed", "labs")
			testkit.Program(t, "docker", `[ "$1" = logs ] && { echo "`+test.log+`"; exit; }`+daemon)
			err := k.failed(t.Context(), errors.New(test.words))
			for _, want := range test.want {
				if !strings.Contains(testkit.Text(err), want) {
					t.Errorf("got %v, want %s", err, want)
				}
			}
			kept, readErr := os.ReadFile(filepath.Join(k.Failed, "labs-a", "serial.log"))
			testkit.Must(t, readErr)
			testkit.Equal(t, string(kept), test.log+"\n")
			testkit.Equal(t, k.failed(t.Context(), err).Error(), err.Error()) // once is enough

			testkit.Must(t, k.undo())
			if _, err := os.Stat(k.Failed); err != nil {
				t.Errorf("to undo it took the logs away: %v", err)
			}
			testkit.Must(t, k.Down(t.Context()))
			if _, err := os.Stat(k.Failed); err == nil {
				t.Error("the logs stay when the cluster goes")
			}
		})
	}
}

func TestInotifyCarriesSoManyNodes(t *testing.T) {
	dir := t.TempDir()
	testkit.Equal(t, testkit.Text(readInotify(dir).carries(100)), "") // nothing is known
	for name, number := range map[string]string{"max_user_instances": "128\n", "max_user_watches": "100000\n"} {
		testkit.Must(t, os.WriteFile(filepath.Join(dir, name), []byte(number), 0o600))
	}
	i := readInotify(dir)
	testkit.Equal(t, i, inotify{128, 100000})
	testkit.Must(t, i.carries(5))
	testkit.Equal(t, testkit.Text(i.carries(6)), "fs.inotify.max_user_instances is 128, but 6 nodes need about 150; with less, a node cannot start and logs cannot be followed"+
		"\nhint: run `sudo sysctl fs.inotify.max_user_instances=512`")
	testkit.Equal(t, testkit.Text(inotify{8192, 8192}.carries(5)), "fs.inotify.max_user_watches is 8192, but 5 nodes need about 10000; with less, a node cannot start and logs cannot be followed"+
		"\nhint: run `sudo sysctl fs.inotify.max_user_watches=524288`")
}
