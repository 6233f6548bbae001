package lab_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestOnlyWhatReadsIsRepeatable(t *testing.T) {
	for name, test := range map[string]struct {
		operation lab.Operation
		want      bool
	}{
		"exec":                   {lab.Operation{Exec: &lab.Exec{}}, true},
		"get":                    {lab.Operation{HTTP: &lab.HTTP{}}, true},
		"named get":              {lab.Operation{HTTP: &lab.HTTP{Method: "GET"}}, true},
		"patch":                  {lab.Operation{HTTP: &lab.HTTP{Method: "PATCH"}}, false},
		"kubectl get":            {lab.Operation{Kubectl: []string{"get", "pods"}}, true},
		"kubectl logs":           {lab.Operation{Kubectl: []string{"logs", "web"}}, true},
		"kubectl, a flag first":  {lab.Operation{Kubectl: []string{"-n", "x", "get", "pods"}}, true},
		"kubectl cluster-info":   {lab.Operation{Kubectl: []string{"cluster-info"}}, true},
		"kubectl auth can-i":     {lab.Operation{Kubectl: []string{"auth", "can-i", "list", "pods"}}, true},
		"kubectl auth reconcile": {lab.Operation{Kubectl: []string{"auth", "reconcile", "-f", "x.yaml"}}, false},
		"kubectl rollout status": {lab.Operation{Kubectl: []string{"rollout", "status", "deployment/web"}}, true},
		"kubectl rollout undo":   {lab.Operation{Kubectl: []string{"rollout", "undo", "deployment/web"}}, false},
		"kubectl version":        {lab.Operation{Kubectl: []string{"version"}}, true},
		"kubectl explain":        {lab.Operation{Kubectl: []string{"explain", "pod"}}, true},
		"kubectl, flags between": {lab.Operation{Kubectl: []string{"rollout", "--as-group", "x", "-n", "y", "status", "deployment/web"}}, true},
		"kubectl, a dry run":     {lab.Operation{Kubectl: []string{"apply", "-f", "x.yaml", "--dry-run=server"}}, true},
		"a dry run of another":   {lab.Operation{Kubectl: []string{"exec", "web", "--", "apply", "--dry-run=client"}}, false},
		"wait":                   {lab.Operation{Wait: &lab.Wait{}}, true},
		"a request's dry run":    {lab.Operation{HTTP: &lab.HTTP{URL: "http://a/?dryRun=All", Method: "POST"}}, true},
		"kubectl run":            {lab.Operation{Kubectl: []string{"run", "get"}}, false},
		"shell":                  {lab.Operation{Shell: "kubectl get pods"}, false},
		"apply":                  {lab.Operation{Apply: "pod.yaml"}, false},
	} {
		if got := test.operation.Repeatable(); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAStepWithASolutionIsATask(t *testing.T) {
	l := load(t, files()).Lab("one")
	for name, want := range map[string]bool{"create": false, "read": false, "task": true} {
		if got := l.Step(name).IsTask(); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestADurationIsWrittenAsPeopleDo(t *testing.T) {
	var d lab.Duration
	testkit.Must(t, json.Unmarshal([]byte(`"1m30s"`), &d))
	testkit.Equal(t, d.Or(time.Second), 90*time.Second)
	testkit.Equal(t, lab.Duration{}.Or(time.Second), time.Second)
	data, err := json.Marshal(d)
	testkit.Must(t, err)
	testkit.Equal(t, string(data), `"1m30s"`)
	testkit.Equal(t, testkit.Text(json.Unmarshal([]byte(`"soon"`), &d)), `not a duration such as "30s": "soon"`)
}

func TestCELStopsAtItsCostLimit(t *testing.T) {
	expression, err := lab.CompileCEL("[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, " +
		"[1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, [1,2,3,4,5,6,7,8,9,10].all(f, a+b+c+d+e+f > 0))))))")
	testkit.Must(t, err)
	_, _, err = expression.Eval(map[string]any{})
	testkit.Equal(t, testkit.Text(err), "operation cancelled: actual cost limit exceeded")
}

func TestADateIsTheTextItIsWrittenAs(t *testing.T) {
	l := load(t, with("labs/01-one/lab.yaml", strings.Replace(one, "line: POD_IP=${{ podIP }}", "line: 2020-05-26", 1))).Lab("one")
	testkit.Equal(t, l.Step("read").Checks[0].Line, "2020-05-26")
}

func TestOnlyWhatIsTrueOfAnythingIsConstant(t *testing.T) {
	for expression, want := range map[string]bool{
		"true": true, "1 + 1 == 2": true, "true || output == 'x'": true, "json.a == 1 || true": true,
		"false": false, "output == output": false, "exitCode == 0": false, "values.x == values.y": false, "output.size() >=": false, "json": false,
	} {
		if got := lab.ConstantCEL(expression); got != want {
			t.Errorf("%s: %v", expression, got)
		}
	}
}

func TestHasTellsAnEmptyFieldFromNone(t *testing.T) {
	l := load(t, with(oneFile, strings.Replace(one, "match: ^POD", `match: ""`, 1))).Lab("one")
	for path, want := range map[string]bool{
		"steps/1/checks/1/match": true, "steps/1/checks/1/line": false, "steps/1/checks/0/line": true, "steps/9": false, "kind/x": false, "steps/1/capture/podIP/object": true,
	} {
		if got := l.Has(strings.Split(path, "/")...); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
