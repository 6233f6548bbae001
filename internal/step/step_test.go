package step_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/step"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/fake"
)

// scope is that of a lab in a world of its own.
func scope(t *testing.T) (*step.Scope, *fake.World) {
	t.Helper()
	world := fake.New(t)
	return &step.Scope{
		Cluster: world, Images: world, Lab: &lab.Lab{Dir: "labs/01-one"},
		Course: &lab.Course{Files: fstest.MapFS{"manifests/pod.yaml": {Data: []byte("name: ${{ podIP }} of ${{ namespace }}")}}},
		Values: lab.Values{"namespace": "one-x", "podIP": "10.0.0.7"},
		Host:   step.Host{Engine: func() string { return "docker" }, Cluster: "labs", Kubeconfig: testkit.Kubeconfig(t, "https://127.0.0.1:1", nil), CAFile: "/k/ca.crt"},
		Notice: func(text i18n.Message) { t.Errorf("a notice: %s", text) },
	}, world
}

// operation is the one that a lab describes.
func operation(t *testing.T, s *step.Scope, described lab.Operation) *step.Operation {
	t.Helper()
	o, err := s.New(described)
	testkit.Must(t, err)
	return o
}

var kinds = []lab.Operation{
	{Apply: "pod.yaml"},
	{Apply: "my pod.yaml"},
	{Delete: &lab.Delete{Object: "pod/web"}},
	{Delete: &lab.Delete{Object: "clusterrolebinding/${{ namespace }}:bind", Now: true}},
	{Wait: &lab.Wait{Object: "pod/web", Condition: "Ready"}},
	{Wait: &lab.Wait{Object: "pod/web", Condition: "Ready", Timeout: duration("90s")}},
	{Wait: &lab.Wait{Object: "pod/web", JSONPath: "{.status.phase}", Value: "Succeeded"}},
	{Wait: &lab.Wait{Object: "pod/web", JSONPath: "{.status.podIP}"}},
	{Wait: &lab.Wait{Object: "deployment/web", Rollout: true}},
	{Wait: &lab.Wait{Object: "pod/web", Deleted: true}},
	{Wait: &lab.Wait{Object: "pod/web", Log: "listening on .*", Container: "app"}},
	{Patch: &lab.Patch{Object: "deployment/web", Merge: map[string]any{"spec": map[string]any{"replicas": 3}}}},
	{Patch: &lab.Patch{Object: "deployment/web", Strategic: map[string]any{"spec": map[string]any{"paused": true}}}},
	{Patch: &lab.Patch{Object: "deployment/web", JSON: []map[string]any{{"op": "remove", "path": "/spec/paused"}}}, Refused: "no"},
	{Exec: &lab.Exec{Pod: "web", Command: []string{"env"}}},
	{Exec: &lab.Exec{Pod: "web", Container: "app", Command: []string{"sh", "-c", "echo \"$POD_IP\"; echo 'it''s'\n", "", "a b", "${{ podIP }}"}}},
	{Exec: &lab.Exec{Objects: &lab.Objects{Kind: "pod", Selector: "app=web"}, Command: []string{"env"}}},
	{Logs: &lab.Logs{Pod: "web", Container: "app", Previous: true}},
	{Logs: &lab.Logs{Objects: &lab.Objects{Kind: "pod", Selector: "app in (web, api)"}}},
	{Kubectl: []string{"get", "service", "kubernetes", "--namespace=default", "--output=jsonpath={.spec}"}},
	{Shell: "set -e\nls | wc -l\n"},
	{HTTP: &lab.HTTP{URL: "http://127.0.0.1:8001/api?a=1&b=2"}},
	{HTTP: &lab.HTTP{URL: "${{ podIP }}", Method: "GET"}},
	{HTTP: &lab.HTTP{URL: "https://127.0.0.1:6443/", Method: "PATCH", ContentType: "application/merge-patch+json", Body: `{"a":"b"}`}},
	{Build: "kubectl-proxy"},
	{Load: "kubectl-proxy"},
	{Proxy: &lab.Proxy{}},
	{Proxy: &lab.Proxy{Port: 9000}},
	{Proxy: &lab.Proxy{Stop: true}},
}

func duration(text string) (d lab.Duration) {
	if err := d.UnmarshalJSON([]byte(`"` + text + `"`)); err != nil {
		panic(err)
	}
	return d
}

func TestTheCommandIsWhatAPersonWouldType(t *testing.T) {
	s, world := scope(t)
	for i, of := 0, reflect.TypeFor[lab.Operation](); i < of.NumField(); i++ {
		if name := of.Field(i).Name; name != "ExitCode" && name != "Timeout" && !slices.ContainsFunc(kinds, func(o lab.Operation) bool { return !reflect.ValueOf(o).Field(i).IsZero() }) {
			t.Errorf("the kinds of this test have no %s", name)
		}
	}
	var text strings.Builder
	for _, described := range kinds {
		fmt.Fprintln(&text, operation(t, s, described).Command())
	}
	testkit.Golden(t, "commands.txt", text.String())
	testkit.Equal(t, world.Calls(), "")
}

func TestAShellTakesTheWordsOfACommandAsTheyAre(t *testing.T) {
	s, _ := scope(t)
	testkit.Program(t, "kubectl", `printf '<%s>' "$@"`)
	words := []string{"", "a b", "'", "''", `"$HOME"`, "$(id)", "`id`", "a\nb", "*", "~", "#x", "!!", "a;b&c|d", "{a,b}", "\\", "(x)", "é", "-x", "a=b"}
	command := operation(t, s, lab.Operation{Exec: &lab.Exec{Pod: "web", Command: words}}).Command()
	out, err := operation(t, s, lab.Operation{Shell: command}).Run(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, out.Text, "<exec><web><--><"+strings.Join(words, "><")+">")
}

func TestANewOperationNeedsItsValuesAndAKind(t *testing.T) {
	s, _ := scope(t)
	s.Values["quoted"] = "$(id)"
	for want, described := range map[string]lab.Operation{
		`no value named "x": no earlier step captures it`: {Shell: "echo ${{ x }}"},
		"value \"quoted\" is \"$(id)\", which contains characters that the shell would interpret here\nhint: assign it to a variable on a line of its own, NAME=${{ quoted }}, and use that variable": {Shell: "echo \"it is ${{ quoted }}\""},
		"the operation has no type": {},
	} {
		_, err := s.New(described)
		testkit.Equal(t, testkit.Text(err), want)
	}
}

func TestACheckHasAnOperationAsItsSourceOrNone(t *testing.T) {
	s, _ := scope(t)
	for want, c := range map[string]lab.Check{
		"kubectl exec web -- env":   {Exec: &lab.Exec{Pod: "web", Command: []string{"env"}}},
		"curl http://a/":            {HTTP: &lab.HTTP{URL: "http://a/"}},
		"kubectl get pods 10.0.0.7": {Kubectl: []string{"get", "pods", "${{ podIP }}"}, Line: "${{ podIP }}"},
	} {
		expanded, source, err := s.Check(&c)
		testkit.Must(t, err)
		testkit.Equal(t, source.Command(), want)
		testkit.Equal(t, expanded.Source(), &source.Expanded)
	}
	for _, c := range []lab.Check{{Object: "pod/web"}, {Line: "a"}} {
		if _, source, err := s.Check(&c); source != nil || err != nil {
			t.Errorf("%+v has the source %v, %v", c, source, err)
		}
	}
}

// answer makes a world say the same to every call.
func answer(out lab.Output, err error) func(context.Context, string) (lab.Output, error) {
	return func(context.Context, string) (lab.Output, error) { return out, err }
}
