package mutate_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	labs "labs.local/labs"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/mutate"
	"labs.local/labs/internal/testkit"
)

// TestTheBuiltInCourseHasTheseMutants keeps a mutant from getting lost, and
// holds that there are enough of them.
func TestTheBuiltInCourseHasTheseMutants(t *testing.T) {
	course, err := lab.Load(labs.Course)
	testkit.Must(t, err)
	var list strings.Builder
	total := 0
	for _, l := range course.Labs {
		mutants, excluded, err := mutate.Derive(course, l)
		testkit.Must(t, err)
		fmt.Fprintf(&list, "%s: %d\n", l.Metadata.Name, len(mutants))
		for _, m := range mutants {
			fmt.Fprintf(&list, "  %s [%s]\n", m.Name, l.Steps[m.Step].Name)
		}
		for _, name := range excluded {
			fmt.Fprintf(&list, "  excluded: %s\n", name)
		}
		total += len(mutants)
	}
	testkit.Golden(t, "course.txt", list.String())
	if total < 60 {
		t.Errorf("%d mutants, want 60 and more", total)
	}
}

// one is a course of one lab.
func one(t *testing.T, text string, files map[string]string) (*lab.Course, *lab.Lab) {
	t.Helper()
	all := fstest.MapFS{
		"labs/01-one/lab.yaml":    {Data: []byte("apiVersion: labs/v1alpha1\nkind: Lab\nmetadata: {name: one}\nlanguages: [en]\n" + text)},
		"labs/01-one/en.md":       {Data: []byte("# One\n## Do {#do}\n### Hint\nx\n")},
		"images/tool/Dockerfile":  {Data: []byte("FROM scratch\nCOPY run.sh /\nENTRYPOINT [\"/run.sh\"]\n")},
		"images/tool/run.sh":      {Data: []byte("# port 9000 by default\nexec server --port=8080\n")},
		"images/other/Dockerfile": {Data: []byte("FROM scratch\nCMD [\"x\"]\n")},
	}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	course, err := lab.Load(all)
	testkit.Must(t, err)
	return course, course.Labs[0]
}

func TestWhatCanBeWrongInAnOperation(t *testing.T) {
	pod := map[string]string{"manifests/all/a.yaml": "kind: ConfigMap\nmetadata: {name: a}\ndata: {x: \"1\"}\n", "manifests/gone.yaml": "kind: ConfigMap\nmetadata: {name: b}\ndata: {x: \"1\"}\n", "manifests/all/a.txt": "data: {x: 1}", "manifests/pod.yaml": "kind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a}, {name: b}]}\n"}
	for name, test := range map[string]struct {
		step string
		want []string
	}{
		"exec":           {"operations: [exec: {pod: web, command: [env]}]", []string{"do.operations[0].exec.command: true"}},
		"exec of a port": {"operations: [exec: {pod: web, command: [curl, \"http://a:8080/\"]}]", []string{"do.operations[0].exec.command: true", "do.operations[0].exec.command: 8080 -> 8081"}},
		"a script": {"operations: [exec: {pod: web, command: [sh, -c, \"export A=1\\nenv\"]}]",
			[]string{"do.operations[0].exec.command: true", "do.operations[0].exec.command: line 1 taken out: export A=1", "do.operations[0].exec.command: line 2 taken out: env"}},
		"a container": {"operations: [exec: {pod: web, container: a, command: [env]}]\n  solution: [apply: pod.yaml]",
			[]string{"pod.yaml: spec.hostNetwork: true added", "pod.yaml: spec.containers[a] taken out", "pod.yaml: spec.containers[b] taken out", "pod.yaml: spec.containers[mutant] added",
				"pod.yaml: spec.containers[a].securityContext.privileged: true added", "pod.yaml: spec.containers[a].securityContext.capabilities.add[NET_ADMIN] added", "pod.yaml: spec.containers[a].env[MUTANT] added",
				"pod.yaml: spec.containers[b].securityContext.privileged: true added", "pod.yaml: spec.containers[b].securityContext.capabilities.add[NET_ADMIN] added", "pod.yaml: spec.containers[b].env[MUTANT] added",
				"do.operations[0].exec.command: true", "do.operations[0].exec.container: a -> b", "do.solution[0] taken out: apply pod.yaml"}},
		"kubectl": {"operations: [kubectl: [label, pod/web, foo=bar]]", []string{"do.operations[0] taken out: kubectl label pod/web foo=bar", "do.operations[0].kubectl: foo=bar -> foo=bar-mutant"}},
		"kubectl with a number": {"operations: [kubectl: [scale, deployment/web, --replicas=3, --timeout=x]]",
			[]string{"do.operations[0] taken out: kubectl scale deployment/web --replicas=3 --timeout=x", "do.operations[0].kubectl: --replicas=3 -> --replicas=4"}},
		"kubectl with a file": {"operations: [kubectl: [apply, -Rf, all]]\n  solution: [kubectl: [delete, -f, gone.yaml]]",
			[]string{"all/a.yaml: data.x taken out", "all/a.yaml: data.x: 1 -> 1-mutant", "do.operations[0] taken out: kubectl apply -Rf all", "do.solution[0] taken out: kubectl delete -f gone.yaml"}},
		"kubectl get":          {"operations: [kubectl: [get, pods, -n, x, -l, a=b, -o, name]]", []string{"do.operations[0].kubectl: a=b -> a=b-mutant", "do.operations[0].kubectl: without -l", "do.operations[0].kubectl: --all-namespaces added"}},
		"kubectl get by name":  {"operations: [kubectl: [get, pods, web]]", nil},
		"kubectl get of nodes": {"operations: [kubectl: [get, no]]", nil},
		"kubectl create role": {"operations: [kubectl: [create, role, a, --verb=list, --resource=pods]]",
			[]string{"do.operations[0] taken out: kubectl create role a --verb=list --resource=pods", "do.operations[0].kubectl: --verb=list -> --verb=list,watch", "do.operations[0].kubectl: --verb=list -> --verb=*",
				"do.operations[0].kubectl: --resource=pods -> --resource=pods,secrets", "do.operations[0].kubectl: --resource=pods -> --resource=*"}},
		"kubectl create rolebinding": {"operations: [kubectl: [create, rolebinding, a, --role=a, --serviceaccount=x:default]]",
			[]string{"do.operations[0] taken out: kubectl create rolebinding a --role=a --serviceaccount=x:default", "do.operations[0].kubectl: --group=system:serviceaccounts added"}},
		"exec without verification": {"operations: [exec: {pod: web, command: [curl, -sS, \"https://a/\"]}]", []string{"do.operations[0].exec.command: true", "do.operations[0].exec.command: curl -> curl -k"}},
		"http of all namespaces": {"operations: [http: {url: \"http://a/api/v1/namespaces/${{ namespace }}/pods\"}]",
			[]string{"do.operations[0].http.url: /namespaces/${{ namespace }}/pods -> /pods", "do.operations[0].http.url: http://a/api/v1/namespaces/${{ namespace }}/pods-mutant"}},
		"shell without verification": {"operations: [shell: \"wget https://a/\"]", []string{"do.operations[0] taken out: shell", "do.operations[0].shell: wget -> wget --no-check-certificate"}},
		"a wait":                     {"operations: [wait: {object: pod/web, condition: Ready}]", nil},
		"delete":                     {"operations: [delete: {object: pod/web}]", []string{"do.operations[0] taken out: delete pod/web"}},
		"a solution":                 {"solution: [delete: {object: pod/web}]", []string{"do.solution[0] taken out: delete pod/web"}},
		"http":                       {"operations: [http: {url: \"http://a/b\"}]", []string{"do.operations[0].http.url: http://a/b-mutant"}},
		"the root":                   {"operations: [http: {url: \"http://a/\"}]", nil},
		"proxy":                      {"operations: [proxy: {}]", []string{"do.operations[0] taken out: proxy"}},
		"load":                       {"operations: [load: other]", []string{"do.operations[0] taken out: load other"}},
		"shell":                      {"operations: [shell: date]", []string{"do.operations[0] taken out: shell"}},
		"an object sent": {`operations: [http: {url: "http://a/", method: POST, body: '{"data": {"a": "b"}}'}]`,
			[]string{"do.operations[0] taken out: http POST http://a/", "do.operations[0].http.body: data.a taken out", "do.operations[0].http.body: data.a: b -> b-mutant"}},
	} {
		t.Run(name, func(t *testing.T) {
			course, l := one(t, "steps:\n- name: do\n  checks: [object: pod/web]\n  "+test.step+"\n", pod)
			testkit.Equal(t, names(t, course, l), test.want)
		})
	}
}

// names gives the mutants of a lab, without the name of its own file.
func names(t *testing.T, course *lab.Course, l *lab.Lab) (names []string) {
	t.Helper()
	mutants, _, err := mutate.Derive(course, l)
	testkit.Must(t, err)
	for _, m := range mutants {
		names = append(names, strings.TrimPrefix(m.Name, "lab.yaml: "))
	}
	return names
}

func TestAMutatedImageHasANameOfItsOwn(t *testing.T) {
	course, l := one(t, "steps: [{name: do, operations: [{build: tool}, {load: tool}, {apply: pod.yaml}], checks: [line: \"localhost/tool:v1\"]}]",
		map[string]string{"manifests/pod.yaml": "spec: {containers: [{image: \"localhost/tool:v1\"}, {image: \"localhost/other:v1\"}]}\n"})
	mutants, _, err := mutate.Derive(course, l)
	testkit.Must(t, err)
	mutants = slices.DeleteFunc(mutants, func(m mutate.Mutant) bool { return m.Image == "" })
	testkit.Equal(t, []string{mutants[0].Name, mutants[1].Name}, []string{"images/tool/Dockerfile: ENTRYPOINT sleeps", "images/tool/run.sh: 8080 -> 8081"})
	m := mutants[1]
	step := m.Lab.Steps[0]
	testkit.Equal(t, []string{step.Operations[0].Build, step.Operations[1].Load, step.Checks[0].Line}, []string{m.Image, m.Image, "localhost/" + m.Image + ":v1"})
	manifest, err := m.Course.Manifest(m.Lab, "pod.yaml")
	testkit.Must(t, err)
	testkit.Equal(t, string(manifest), "spec: {containers: [{image: \"localhost/"+m.Image+":v1\"}, {image: \"localhost/other:v1\"}]}\n")
	script, err := m.Course.Files.Open("images/" + m.Image + "/run.sh")
	testkit.Must(t, err)
	text := make([]byte, 100)
	n, _ := script.Read(text)
	testkit.Equal(t, string(text[:n]), "exec server --port=8081\n")
	testkit.Equal(t, l.Steps[0].Operations[0].Build, "tool")
}

func TestAnExclusionOfNothingIsAFault(t *testing.T) {
	course, l := one(t, "steps: [{name: do, operations: [kubectl: [get, pods]], checks: [line: a]}]\nmutation:\n  exclude:\n  - {mutant: no such, reason: x}\n", nil)
	_, _, err := mutate.Derive(course, l)
	if !errors.As(err, new(*lab.InvalidError)) {
		t.Fatalf("a %T", err)
	}
	testkit.Equal(t, err.Error(), `labs/01-one/lab.yaml:8:5: mutation.exclude[0]: mutant "no such" does not exist, or no longer exists: remove the exclusion`)
}

func TestAnExcludedMutantIsLeftOut(t *testing.T) {
	course, l := one(t, "steps: [{name: do, operations: [proxy: {}], checks: [line: a]}]\nmutation: {exclude: [{mutant: \"lab.yaml: do.operations[0] taken out: proxy\", reason: x}]}\n", nil)
	mutants, excluded, err := mutate.Derive(course, l)
	testkit.Must(t, err)
	testkit.Equal(t, []any{len(mutants), excluded}, []any{0, []string{"lab.yaml: do.operations[0] taken out: proxy"}})
}
