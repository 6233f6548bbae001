package step_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

func TestACommandsOutcomeIsOutput(t *testing.T) {
	s, _ := scope(t)
	for exit, code := range map[string]int{"0": 0, "7": 7} {
		out, err := operation(t, s, lab.Operation{Shell: "echo up; echo oops >&2; exit " + exit}).Run(t.Context())
		testkit.Must(t, err)
		testkit.Equal(t, out, lab.Output{Text: "up\n", Stderr: "oops\n", ExitCode: code})
	}
}

func TestAScriptIsInTheNamespaceOfItsLab(t *testing.T) {
	s, _ := scope(t)
	described := lab.Operation{Shell: `echo "$NAMESPACE $LABS_NAME $LABS_SCRIPT_KUBECONFIG"; cat "$KUBECONFIG"; ls -l "$KUBECONFIG"`}
	out, err := operation(t, s, described).Run(t.Context())
	testkit.Must(t, err)
	first, config, _ := strings.Cut(out.Text, "\n")
	path := strings.TrimPrefix(first, "one-x labs ")
	for _, want := range []string{"\n    namespace: one-x\n", "\ncurrent-context: one\n", "\n    token: " + testkit.Token + "\n", "\n-rw------- "} {
		if !strings.Contains(config, want) {
			t.Errorf("no %q in\n%s", want, config)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is left: %v", path, err)
	}
	before, err := os.ReadFile(s.Host.Kubeconfig)
	testkit.Must(t, err)
	if strings.Contains(string(before), "one-x") {
		t.Errorf("the cluster's own kubeconfig was changed:\n%s", before)
	}
}

func TestKubectlIsThisProgramForTheCluster(t *testing.T) {
	s, _ := scope(t)
	s.Host.Labs = testkit.Program(t, "labs", `echo "$LABS_NAME:" "$@"; exit 3`)
	out, err := operation(t, s, lab.Operation{Kubectl: []string{"get", "pods"}}).Run(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, out, lab.Output{Text: "labs: kubectl --namespace=one-x get pods\n", ExitCode: 3})
}

func TestACommandThatDoesNotRunIsAnError(t *testing.T) {
	s, _ := scope(t)
	s.Host.Labs = filepath.Join(t.TempDir(), "labs")
	_, err := operation(t, s, lab.Operation{Kubectl: []string{"get"}}).Run(t.Context())
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	_, err = operation(t, s, lab.Operation{Shell: "kill -9 $$"}).Run(t.Context())
	testkit.Equal(t, testkit.Text(err), `run "sh": signal: killed`)
	t.Setenv("PATH", t.TempDir())
	_, err = operation(t, s, lab.Operation{Shell: "true"}).Run(t.Context())
	testkit.Equal(t, testkit.Text(err), "run \"sh\": exec: \"sh\": executable file not found in $PATH\n"+
		"hint: labs that run scripts on this machine need sh; on Windows, use Git for Windows, or the Linux version of labs in WSL")
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

func TestTheOutputOfACommandIsBounded(t *testing.T) {
	s, _ := scope(t)
	const size = 3 << 20
	out, err := operation(t, s, lab.Operation{Shell: fmt.Sprintf("head -c %d /dev/zero; head -c %d /dev/zero >&2", size, size)}).Run(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, []int{len(out.Text), len(out.Stderr)}, []int{limit.Output, limit.Output})
	testkit.Equal(t, []int64{out.Dropped, out.StderrDropped}, []int64{size - limit.Output, size - limit.Output})
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
		s.Host.Labs = testkit.Program(t, "labs", `echo "`+test.prints+`"`)
		_, err := operation(t, s, lab.Operation{Kubectl: test.args}).Run(t.Context())
		testkit.Must(t, err)
		testkit.Equal(t, world.Calls(), test.want)
	}
}

func TestACommandIsHeldToWhatIsItsLabs(t *testing.T) {
	for line, want := range map[string]string{"delete -f a.yaml": "one-x\n", "label node/a b=c": "\n"} { // the second asks
		s, _ := scope(t)
		s.Host.Labs = testkit.Program(t, "labs", `echo "$LABS_WITHIN"`)
		out, err := operation(t, s, lab.Operation{Kubectl: strings.Fields(line)}).Run(t.Context())
		testkit.Must(t, err)
		testkit.Equal(t, out.Text, want)
	}
	s, _ := scope(t)
	s.Host.Labs = testkit.Program(t, "labs", `echo 'Unable to connect to the server: this lab did not create clusterroles/view' >&2; exit 1`)
	_, err := operation(t, s, lab.Operation{Kubectl: []string{"apply", "-f", "a.yaml"}}).Run(t.Context())
	testkit.Equal(t, testkit.Text(err), "clusterroles/view already exists and was not created by this lab; labs does not change it\nhint: put ${{ namespace }} in the name to make it the lab's own")
}

func TestValuesDoNotMakeACommandChangeWhatIsNotTheLabs(t *testing.T) {
	for value, refused := range map[string]bool{"pod": false, "node": true, "clusterrole": true} {
		s, _ := scope(t)
		s.Values["kind"] = value
		_, err := s.New(lab.Operation{Kubectl: []string{"label", "${{ kind }}/x", "a=b", "-n", "${{ namespace }}"}})
		testkit.Equal(t, err != nil, refused)
	}
}

func TestWhatServerSideApplyMadeGoesWithTheLab(t *testing.T) {
	s, world := scope(t)
	s.Host.Labs = testkit.Program(t, "labs", "echo clusterrole.rbac.authorization.k8s.io/a serverside-applied; echo ns/b; echo ns/c unchanged")
	_, err := operation(t, s, lab.Operation{Kubectl: strings.Fields("apply --server-side -f a.yaml")}).Run(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, world.Calls(), "adopt clusterrole.rbac.authorization.k8s.io/a in one-x\nadopt ns/b in one-x")
}
