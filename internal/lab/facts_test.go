package lab_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/mutate"
	"labs.local/labs/internal/step"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/trust"
)

// fields gives the fields of a type, by their names in lab.yaml.
func fields(of reflect.Type) map[string]reflect.StructField {
	found := map[string]reflect.StructField{}
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		found[name] = of.Field(i)
	}
	return found
}

// kinds gives an operation of each kind that there is, with no more in it than
// has to be there.
func kinds() map[string]*lab.Operation {
	found := map[string]*lab.Operation{}
	for name, field := range fields(reflect.TypeFor[lab.Operation]()) {
		if name != "refused" && name != "exitCode" && name != "timeout" { // which are beside the kind
			found[name] = &lab.Operation{}
			fill(reflect.ValueOf(found[name]).Elem().FieldByIndex(field.Index))
		}
	}
	found["wait"].Wait.Condition = "Ready" // of which one has to be set
	found["patch"].Patch.Merge = map[string]any{"spec": map[string]any{"replicas": 2}}
	return found
}

// fill puts something into a field, and below it into what cannot be left out; of
// a Pod and what selects it, the Pod.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("web")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Interface:
		v.Set(reflect.ValueOf("web"))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if tag := v.Type().Field(i).Tag.Get("json"); tag != "-" && (!strings.Contains(tag, "omitempty") || tag == "pod,omitempty") {
				fill(v.Field(i))
			}
		}
	}
}

func TestEveryKindOfOperationHasItsFacts(t *testing.T) {
	for name, o := range kinds() {
		facts := o.Facts()
		if facts.Kind != name {
			t.Errorf("internal/lab/facts.go: Operation.Facts has no case for %s", name)
			continue
		}
		for _, fact := range []string{"Effect", "Reach", "Limit"} {
			if reflect.ValueOf(facts).FieldByName(fact).IsZero() {
				t.Errorf("internal/lab/facts.go: the facts about %s have no %s", name, fact)
			}
		}
		for _, fact := range []string{"Object", "Condition"} {
			if facts.Effect == lab.Waits && reflect.ValueOf(facts).FieldByName(fact).IsZero() {
				t.Errorf("internal/lab/facts.go: %s waits, and its facts have no %s", name, fact)
			}
		}
		if facts.Reach == lab.ByObject && facts.Object == "" || facts.Reach == lab.ByArguments && o.Kubectl == nil || facts.Reach == lab.ByURL && o.HTTP == nil {
			t.Errorf("internal/lab/facts.go: the facts about %s do not have what its Reach is judged by", name)
		}
	}
	testkit.Equal(t, (*lab.Operation)(nil).Facts(), lab.Facts{})
}

func TestEveryKindOfOperationRunsAndIsShown(t *testing.T) {
	scope := &step.Scope{Course: &lab.Course{Files: fstest.MapFS{}}, Lab: &lab.Lab{}, Values: lab.Values{"namespace": "one"}, Host: step.Host{Engine: func() string { return "docker" }}}
	for name, o := range kinds() {
		operation, err := scope.New(*o)
		if err != nil {
			t.Errorf("internal/step/step.go: Scope.action does not make %s: %v", name, err)
			continue
		}
		if operation.Command() == "" {
			t.Errorf("internal/step: %s has no Command, which is what a learner would type for it", name)
		}
		if text := trust.Shown(*o); !(trust.Scope{Course: scope.Course, Lab: scope.Lab}).Stays(*o) && !strings.Contains(text, "web") {
			t.Errorf("internal/trust/action.go: %s asks for trust and shows only %q", name, text)
		}
	}
}

func TestEveryKindOfOperationHasMutants(t *testing.T) {
	for name, o := range kinds() {
		if o.Facts().Effect == lab.Waits {
			continue // to leave a wait out is no fault that a check could see
		}
		text, err := json.Marshal(o)
		testkit.Must(t, err)
		course, err := lab.Load(fstest.MapFS{
			"labs/01-one/lab.yaml":  {Data: []byte("apiVersion: labs/v1alpha1\nkind: Lab\nmetadata: {name: one}\nlanguages: [en]\nsteps:\n- name: do\n  operations: [" + string(text) + "]\n  checks: [object: pod/web]\n")},
			"labs/01-one/en.md":     {Data: []byte("# One\n## Do {#do}\n")},
			"manifests/web":         {Data: []byte("kind: Pod\n")},
			"images/web/Dockerfile": {Data: []byte("FROM scratch\n")},
		})
		testkit.Must(t, err)
		if mutants, _, err := mutate.Derive(course, course.Labs[0]); err != nil || len(mutants) == 0 {
			t.Errorf("internal/mutate/operations.go: deriver.wrong has no mutant of %s (%v)", name, err)
		}
	}
}

// TestEveryKindOfOperationIsDocumented looks for each in the tables that a
// reader looks it up in.
func TestEveryKindOfOperationIsDocumented(t *testing.T) {
	for name, o := range kinds() {
		origins := map[string]string{"docs/lab-format.md, Operations": "(?m)^\\| .*`" + name + ": ", "docs/security.md": "(?m)^\\| [^|]*`" + name + "`"}
		if o.Facts().Limit != limit.Operation {
			origins["docs/lab-format.md, Limits"] = "(?m)^\\| [^|]*`" + name + "`[^|]*\\|"
		}
		for place, row := range origins {
			file, _, _ := strings.Cut(place, ",")
			text, err := os.ReadFile("../../" + file)
			testkit.Must(t, err)
			if !regexp.MustCompile(row).Match(text) {
				t.Errorf("%s: no row of a table has %s", place, name)
			}
		}
	}
}

// TestEveryKindOfOperationIsImportedAndTried demands that a tutorial becomes each
// kind of operation, or that it is listed here, and that a script runs it.
func TestEveryKindOfOperationIsImportedAndTried(t *testing.T) {
	var never []string
	imported, tried := texts(t, "../tutorial/testdata/*.txtar"), texts(t, "../e2e/testdata/*.txtar", "../e2e/testdata/*/*.txt*", "../../labs/*/lab.yaml")
	for name := range kinds() {
		if has := strings.Contains(imported, "\n  - "+name+": "); has == slices.Contains(never, name) {
			t.Errorf("internal/tutorial/testdata: that a golden file has %s is %v: teach internal/tutorial/replay to make it of a command, with a golden file that shows it, or list it in this test where no tutorial has such a command", name, has)
		}
		if !regexp.MustCompile(`[-{\[] ?` + name + ": ").MatchString(tried) {
			t.Errorf("internal/e2e/testdata: no script runs %s on a real cluster", name)
		}
	}
}

// texts gives the content of files.
func texts(t *testing.T, patterns ...string) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		testkit.Must(t, err)
		for _, name := range names {
			text, err := os.ReadFile(name)
			testkit.Must(t, err)
			all.Write(text)
		}
	}
	return all.String()
}

func TestEverySourceOfACheckIsAnOperationOrAnObject(t *testing.T) {
	operations, beside := kinds(), []string{"namespace", "precondition", "timeout", "lists", "name", "-"}
	live := []string{"object", "absent", "objects", "can"}
	for name, field := range fields(reflect.TypeFor[lab.Check]()) {
		c := &lab.Check{}
		fill(reflect.ValueOf(c).Elem().FieldByIndex(field.Index))
		o, source := operations[name]
		if c.HasSource() != (source || slices.Contains(live, name)) {
			t.Errorf("internal/lab/check.go: Check.HasSource is %v for %s", c.HasSource(), name)
		}
		if source {
			testkit.Equal(t, c.Source(), o)
			copied := &lab.Check{}
			copied.SetSource(*o)
			testkit.Equal(t, copied, c)
		}
		if text := check.Statement(c); !c.HasSource() && text.IsZero() && !slices.Contains(beside, name) {
			t.Errorf("internal/check/check.go: Statement does not say what %s demands", name)
		}
	}
}

func TestWhatAStepLeavesBehind(t *testing.T) {
	for text, want := range map[string]bool{
		`{"wait": {"object": "pod/web", "condition": "Ready"}}`: false, `{"kubectl": ["rollout", "status", "deployment/web"]}`: false, `{"exec": {"pod": "web", "command": ["env"]}}`: false,
		`{"kubectl": ["cluster-info"]}`: false, `{"kubectl": ["auth", "can-i", "get", "pods"]}`: false, `{"kubectl": ["explain", "pod"]}`: false, `{"kubectl": ["version"]}`: false, `{"kubectl": ["-n", "x", "get", "pods"]}`: false,
		`{"http": {"url": "http://a/?dryRun=All", "method": "POST"}}`: false, `{"http": {"url": "http://a/", "method": "POST"}}`: true, `{"apply": "pod.yaml"}`: true, `{"proxy": {}}`: true, `{"kubectl": ["rollout", "undo", "deployment/web"]}`: true,
	} {
		s := &lab.Step{}
		testkit.Must(t, json.Unmarshal([]byte(`{"operations": [`+text+`]}`), s))
		if got := s.Leaves(); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestFilesThatAnOperationNeeds(t *testing.T) {
	course := &lab.Course{Files: fstest.MapFS{
		"labs/01-one/own.yaml": {}, "labs/01-one/lab.yaml": {}, "manifests/pod.yaml": {}, "manifests/all/a.yaml": {}, "manifests/own.yaml": {}, "images/web/Dockerfile": {}, "images/web/bin/run.sh": {},
	}}
	for want, o := range map[string]*lab.Operation{
		"own.yaml=labs/01-one/own.yaml": {Apply: "own.yaml"}, "pod.yaml=manifests/pod.yaml": {Kubectl: []string{"apply", "-f", "pod.yaml"}}, "all/a.yaml=manifests/all/a.yaml": {Kubectl: []string{"apply", "-Rf", "all"}},
		"images/web/Dockerfile=images/web/Dockerfile images/web/bin/run.sh=images/web/bin/run.sh": {Build: "web"}, "": {Load: "web"},
	} {
		files, err := course.FilesOf(&lab.Lab{Dir: "labs/01-one"}, o)
		testkit.Must(t, err)
		var got []string
		for name, file := range files {
			got = append(got, name+"="+file)
		}
		slices.Sort(got)
		testkit.Equal(t, strings.Join(got, " "), want)
	}
}

// TestAProblemNamesAllThatThereIs has messages that list kinds of operations.
func TestAProblemNamesAllThatThereIs(t *testing.T) {
	message := func(part, step string) string {
		text := testkit.Text(loadError(with("labs/01-one/lab.yaml", "apiVersion: labs/v1alpha1\nkind: Lab\nmetadata: {name: one}\nsteps:\n- name: do\n  "+step+"\n")))
		_, text, _ = strings.Cut(text, part)
		text, _, _ = strings.Cut(text, "\n")
		return text
	}
	exits, sources := message("exitCode: ", "operations: [{load: toolbox, exitCode: 1}]\n  checks: [object: pod/web]"), message("checks[0]: ", "checks: [line: x]")
	checks := fields(reflect.TypeFor[lab.Check]())
	for name, o := range kinds() {
		if named := strings.Contains(exits, name); named != o.Facts().Exits {
			t.Errorf("internal/lab/verify.go: that %s ends with an exit code is %v, and the message is %s", name, !named, exits)
		}
		if _, source := checks[name]; source && !strings.Contains(sources, name) {
			t.Errorf("internal/lab/verify.go: a check may have %s, and the message is %s", name, sources)
		}
	}
}
