package step_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestACommandsOutcomeIsOutput(t *testing.T) {
	const script = `echo "$KUBECONFIG $NAMESPACE"; echo oops >&2; exit `
	s, _ := scope(t)
	for exit, code := range map[string]int{"0": 0, "7": 7} {
		out, err := operation(t, s, lab.Operation{Shell: script + exit}).Run(t.Context())
		testkit.Must(t, err)
		testkit.Equal(t, out, lab.Output{Text: "/k/config one-x\n", Stderr: "oops\n", ExitCode: code})
	}
}

func TestKubectlIsThisProgramForTheCluster(t *testing.T) {
	s, _ := scope(t)
	s.Labs = testkit.Program(t, "labs", `echo "$LABS_NAME:" "$@"; exit 3`)
	out, err := operation(t, s, lab.Operation{Kubectl: []string{"get", "pods"}}).Run(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, out, lab.Output{Text: "labs: kubectl --namespace=one-x get pods\n", ExitCode: 3})
}

func TestACommandThatDoesNotRunIsAnError(t *testing.T) {
	s, _ := scope(t)
	s.Labs = filepath.Join(t.TempDir(), "labs")
	_, err := operation(t, s, lab.Operation{Kubectl: []string{"get"}}).Run(t.Context())
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	_, err = operation(t, s, lab.Operation{Shell: "kill -9 $$"}).Run(t.Context())
	testkit.Equal(t, testkit.Text(err), `run "sh": signal: killed`)
	t.Setenv("PATH", t.TempDir())
	_, err = operation(t, s, lab.Operation{Shell: "true"}).Run(t.Context())
	testkit.Equal(t, testkit.Text(err), "run \"sh\": exec: \"sh\": executable file not found in $PATH\n"+
		"hint: labs that run scripts here need sh; on Windows use Git for Windows, or labs for Linux in WSL")
}

func TestAnInterruptedCommandEndsWithTheContextsError(t *testing.T) {
	s, _ := scope(t)
	err := testkit.Interrupt(t, func(ctx context.Context, script string) error {
		_, err := operation(t, s, lab.Operation{Shell: script}).Run(ctx)
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestWhatKubectlCreatesOutsideGoesWithTheLab(t *testing.T) {
	for _, test := range []struct {
		args   []string
		prints string
		want   string
	}{
		{[]string{"create", "clusterrole", "x", "--verb=get"}, "clusterrole.rbac.authorization.k8s.io/x created", "adopt clusterrole.rbac.authorization.k8s.io/x in one-x"},
		{[]string{"create", "namespace", "x", "-o", "name"}, "namespace/x", "adopt namespace/x in one-x"},
		{[]string{"apply", "-f", "x.yaml"}, "clusterrole.rbac.authorization.k8s.io/x unchanged", ""},
		{[]string{"create", "namespace", "x", "--dry-run=client"}, "namespace/x created", ""},
		{[]string{"get", "pods", "-o", "name"}, "pod/web created", ""},
	} {
		s, world := scope(t)
		s.Labs = testkit.Program(t, "labs", `echo "`+test.prints+`"`)
		_, err := operation(t, s, lab.Operation{Kubectl: test.args}).Run(t.Context())
		testkit.Must(t, err)
		testkit.Equal(t, world.Calls(), test.want)
	}
}
