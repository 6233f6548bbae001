package engine_test

import (
	"errors"
	"strings"
	"testing"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/testkit"
)

// What engines answer though they are of no use.
const (
	stopped   = `echo '{"ID": "", "ServerErrors": ["Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"]}'`
	forbidden = `echo '{"ServerErrors": ["permission denied while trying to connect to the Docker daemon socket"]}'`
	denied    = `echo '{}'; echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1`
	rootless  = `echo '{"SecurityOptions": ["name=seccomp,profile=default", "name=rootless"], "CgroupVersion": "2"}'`
	rootlessP = `echo '{"host": {"security": {"rootless": true}, "cgroupVersion": "v2"}}'`
	disguised = `echo '{"host": {"os": "linux", "security": {"rootless": false}}}'`
)

func TestAnEngineOfNoUseIsPassedOver(t *testing.T) {
	for name, script := range map[string]string{
		"stopped": stopped, "forbidden": forbidden, "denied": denied, "rootless": rootless, "podman by another name": disguised,
	} {
		t.Run(name, func(t *testing.T) {
			engines{"docker": script, "podman": answers}.install(t)
			found, err := engine.Detect(t.Context(), "", 1)
			testkit.Must(t, err)
			testkit.Equal(t, found.Name, "podman")
		})
	}
}

func TestAnEngineOfNoUseSaysWhyAndWhatToDo(t *testing.T) {
	const group = `sudo usermod --append --groups docker "$USER"`
	for name, test := range map[string]struct {
		engines
		reason, hint string
	}{
		"stopped":         {engines{"docker": stopped}, "docker: Cannot connect to the Docker daemon", "sudo systemctl start docker"},
		"forbidden":       {engines{"docker": forbidden}, "docker: permission denied", group},
		"denied":          {engines{"docker": denied}, "docker: permission denied", group},
		"rootless docker": {engines{"docker": rootless}, "docker runs in rootless mode", "docker context use default"},
		"rootless podman": {engines{"podman": rootlessP}, "podman runs in rootless mode", "run labs as root (sudo)"},
		"the first hint":  {engines{"docker": denied, "podman": rootlessP}, "; podman runs in rootless mode", group},
	} {
		t.Run(name, func(t *testing.T) {
			test.install(t)
			_, err := engine.Detect(t.Context(), "", 1)
			if !errors.As(err, new(*engine.UnavailableError)) {
				t.Fatalf("a %T, want an UnavailableError", err)
			}
			reason, hint, _ := strings.Cut(err.Error(), "\nhint: ")
			if !strings.Contains(reason, test.reason) || !strings.Contains(hint, test.hint) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAnEngineThatIsLostInTheMiddleOfWorkHasAHint(t *testing.T) {
	const say = `echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2; exit 1`
	_, err := docker(t, say).Output(t.Context(), "ps")
	if want := "\ncommand: docker ps\nhint: start docker (on Linux: sudo systemctl start docker), then run this again"; !strings.Contains(testkit.Text(err), want) {
		t.Errorf("got %v", err)
	}
}
