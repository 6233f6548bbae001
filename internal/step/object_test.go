package step_test

import (
	"errors"
	"testing"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestWhatAnOperationAsksForAndGives(t *testing.T) {
	for name, test := range map[string]struct {
		described   lab.Operation
		answer      string
		calls, text string
	}{
		"apply puts values into the manifest": {lab.Operation{Apply: "pod.yaml"}, "pod/web service/web",
			"apply in one-x: name: 10.0.0.7 of one-x", "pod/web serverside-applied\nservice/web serverside-applied\n"},
		"delete leaves the grace period": {lab.Operation{Delete: &lab.Delete{Object: "pod/web"}}, "",
			"is pod/web of one-x\ndelete pod/web in one-x, grace -1", "pod/web deleted\n"},
		"delete now": {lab.Operation{Delete: &lab.Delete{Object: "pod/web", Now: true}}, "",
			"is pod/web of one-x\ndelete pod/web in one-x, grace 1", "pod/web deleted\n"},
		"wait": {lab.Operation{Wait: &lab.Wait{Object: "pod/web", Condition: "Ready"}}, "",
			"wait for pod/web in one-x: Ready", "pod/web condition met\n"},
		"exec": {lab.Operation{Exec: &lab.Exec{Pod: "web", Container: "app", Command: []string{"echo", "${{ podIP }}"}}}, "out",
			"exec one-x/web/app: echo 10.0.0.7", "out"},
		"http": {lab.Operation{HTTP: &lab.HTTP{URL: "http://a/", Method: "POST"}}, "{}", "request POST http://a/", "{}"},
		"build": {lab.Operation{Build: "kubectl-proxy"}, "sha256:abc",
			"build kubectl-proxy", "localhost/kubectl-proxy:v1\nsha256:abc\n"},
		"load": {lab.Operation{Load: "kubectl-proxy"}, "labs-control-plane labs-worker",
			"load kubectl-proxy", "localhost/kubectl-proxy:v1 is on node labs-control-plane\nlocalhost/kubectl-proxy:v1 is on node labs-worker\n"},
	} {
		t.Run(name, func(t *testing.T) {
			s, world := scope(t)
			world.Answer = answer(lab.Output{Text: test.answer}, nil)
			out, err := operation(t, s, test.described).Run(t.Context())
			testkit.Must(t, err)
			testkit.Equal(t, out.Text, test.text)
			testkit.Equal(t, world.Calls(), test.calls)
		})
	}
}

func TestAnOperationsErrorNamesWhatItDid(t *testing.T) {
	broken := errors.New("broken")
	for want, described := range map[string]lab.Operation{
		`apply manifest "pod.yaml": broken`: {Apply: "pod.yaml"},
		"delete pod/web: broken":            {Delete: &lab.Delete{Object: "pod/web"}},
		"broken":                            {Wait: &lab.Wait{Object: "pod/web", Condition: "Ready"}},
		"request http://a/: broken":         {HTTP: &lab.HTTP{URL: "http://a/"}},
		"start the proxy: broken":           {Proxy: &lab.Proxy{}},
	} {
		s, world := scope(t)
		world.Answer = answer(lab.Output{}, broken)
		_, err := operation(t, s, described).Run(t.Context())
		testkit.Equal(t, testkit.Text(err), want)
		if !errors.Is(err, broken) {
			t.Errorf("%v hides its cause", err)
		}
	}
}

func TestAManifestThatCannotBeUsedReachesNoCluster(t *testing.T) {
	for file, want := range map[string]string{
		"web.yaml": `read manifest "web.yaml": open manifests/web.yaml: file does not exist`,
		"pod.yaml": `manifest "pod.yaml": no value named "podIP": no earlier step captures it`,
	} {
		s, world := scope(t)
		delete(s.Values, "podIP")
		_, err := operation(t, s, lab.Operation{Apply: file}).Run(t.Context())
		testkit.Equal(t, testkit.Text(err), want)
		testkit.Equal(t, world.Calls(), "")
	}
}
