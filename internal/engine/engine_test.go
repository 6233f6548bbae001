package engine_test

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/testkit"
)

const (
	answers  = `test "$*" = "info --format {{json .}}"`
	noDaemon = `echo "Cannot connect to the Docker daemon." >&2; exit 1`
	noReason = "docker: Cannot connect to the Docker daemon. (exit status 1)"
	start    = "\nhint: start docker (on Linux: sudo systemctl start docker), then run this again; run labs doctor to check it"
	install  = "\nhint: install and start Docker, Podman or nerdctl (on Debian: apt-get install docker.io), then run this again"
)

// engines are the only programs there are: names with their scripts.
type engines map[string]string

func (e engines) install(t *testing.T) {
	t.Helper()
	t.Setenv("PATH", t.TempDir())
	for name, script := range e {
		testkit.Program(t, name, script)
	}
}

func TestDetectGivesTheFirstEngineThatAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		engines
		preferred, want string
	}{
		"in kind's order":           {engines{"podman": answers, "nerdctl": answers, "docker": answers}, "", "docker"},
		"nerdctl before podman":     {engines{"podman": answers, "finch": answers, "nerdctl": answers}, "", "nerdctl"},
		"the only one":              {engines{"podman": answers}, "", "podman"},
		"past one without a daemon": {engines{"docker": noDaemon, "podman": answers}, "", "podman"},
		"the preferred one":         {engines{"docker": answers, "podman": answers}, "podman", "podman"},
	} {
		t.Run(name, func(t *testing.T) {
			test.install(t)
			found, err := engine.Detect(t.Context(), test.preferred, 1)
			testkit.Must(t, err)
			testkit.Equal(t, found.Name, test.want)
		})
	}
}

func TestDetectSaysWhyNoEngineAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		engines
		preferred, want string
	}{
		"none installed":   {nil, "", "none of docker, nerdctl, finch, podman is installed" + install},
		"no daemon":        {engines{"docker": noDaemon}, "", noReason + start},
		"two that fail":    {engines{"docker": noDaemon, "podman": "exit 3"}, "", noReason + "; podman: exit status 3" + start},
		"preferred only":   {engines{"docker": answers, "podman": "exit 3"}, "podman", "podman: exit status 3" + install},
		"preferred absent": {engines{"docker": answers}, "podman", `podman: exec: "podman": executable file not found in $PATH` + install},
	} {
		t.Run(name, func(t *testing.T) {
			test.install(t)
			_, err := engine.Detect(t.Context(), test.preferred, 1)
			if !errors.As(err, new(*engine.UnavailableError)) {
				t.Errorf("a %T, want an UnavailableError", err)
			}
			testkit.Equal(t, testkit.Text(err), "no container engine is available: "+test.want)
		})
	}
}

func TestDetectEndsWithItsContext(t *testing.T) {
	engines{"docker": answers}.install(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := engine.Detect(ctx, "", 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// docker is the engine, with a script in its place.
func docker(t *testing.T, script string) *engine.Engine {
	t.Helper()
	testkit.Program(t, "docker", script)
	return &engine.Engine{Name: "docker"}
}

func TestOutputIsWithoutTheWhiteSpaceAroundIt(t *testing.T) {
	out, err := docker(t, `echo; echo "$1 $2"; echo "a  b"; echo; echo warning >&2`).Output(t.Context(), "image", "list")
	testkit.Must(t, err)
	testkit.Equal(t, out, "image list\na  b")
}

func TestRunConnectsItsStreams(t *testing.T) {
	var out bytes.Buffer
	testkit.Must(t, docker(t, "cat").Run(t.Context(), strings.NewReader("an\x00archive\n"), &out, "load"))
	testkit.Equal(t, out.String(), "an\x00archive\n")
}

func TestAFailedCommandIsALineThatCanBePasted(t *testing.T) {
	const say = `for i in 1 2 3 4 5 6 7; do echo "line $i" >&2; done; exit 125`
	_, err := docker(t, say).Output(t.Context(), "pull", "--quiet", "busy box")
	testkit.Equal(t, testkit.Text(err), "line 3\nline 4\nline 5\nline 6\nline 7 (exit status 125)\ncommand: docker pull --quiet 'busy box'")
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 125 {
		t.Errorf("%v hides its cause", err)
	}
}

func TestAFailedCommandSaysItsErrorAndNotItsStack(t *testing.T) {
	const say = "[wait] up to 4m0s\nI1128 20:29:13.3 212 request.go:632] \"Response\" status=\"\"\ncontext deadline exceeded\ncould not start\n" +
		"k8s.io/kubernetes/cmd/app.(*Runner).Run\n\tk8s.io/kubernetes/cmd/app/runner.go:262\nruntime.main\n\truntime/proc.go:290\n"
	_, err := docker(t, "echo '"+say+"' >&2; exit 1").Output(t.Context(), "exec", "node", "kubeadm")
	testkit.Equal(t, testkit.Text(err), "[wait] up to 4m0s\ncontext deadline exceeded\ncould not start (exit status 1)\ncommand: docker exec node kubeadm")
}

func TestAFullDiskHasAHint(t *testing.T) {
	err := docker(t, `echo "write /var/lib/x: no space left on device" >&2; exit 1`).Run(t.Context(), nil, nil, "load")
	testkit.Equal(t, testkit.Text(err), "write /var/lib/x: no space left on device (exit status 1)\ncommand: docker load\n"+
		"hint: the engine's disk is full; free some space (docker system df shows what is used), then run this again")
}

func TestAnInterruptedCommandEndsWithTheContextsCause(t *testing.T) {
	err := testkit.Interrupt(t, func(ctx context.Context, script string) error {
		return (&engine.Engine{Name: "sh"}).Run(ctx, nil, &bytes.Buffer{}, "-c", script)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	cause := errors.New("too late")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if err := docker(t, "exit 0").Run(ctx, nil, nil); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}
