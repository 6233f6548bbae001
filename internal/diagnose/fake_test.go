package diagnose_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
)

// cluster answers with what a test gives it.
type cluster struct {
	objects []unstructured.Unstructured
	// lists are how often each kind of a namespace was listed.
	lists map[string]int
	// log is every container's, and before the one of those before them.
	log, before string
	// sockets is what every container prints.
	sockets string
	// refusal is the answer to every dry run, unless it is nil.
	refusal error
	// flaw is the answer where the object is not there yet.
	flaw error
	// meanwhile are the objects after a dry run, unless it is nil.
	meanwhile []unstructured.Unstructured
	// grant is why everything is allowed, unless it is "".
	grant string
}

// objects reads documents of YAML. The namespace is "web" where they name
// none and the kind has one.
func objects(t *testing.T, documents string) []unstructured.Unstructured {
	t.Helper()
	var all []unstructured.Unstructured
	for _, document := range strings.Split(documents, "---\n") {
		var o unstructured.Unstructured
		if err := yaml.Unmarshal([]byte(document), &o.Object); err != nil {
			t.Fatalf("%v:\n%s", err, document)
		}
		if o.GetNamespace() == "" && o.GetKind() != "Node" && !strings.HasPrefix(o.GetKind(), "Cluster") {
			o.SetNamespace("web")
		}
		all = append(all, o)
	}
	return all
}

func isKind(o *unstructured.Unstructured, kind string) bool {
	kind, _, _ = strings.Cut(kind, ".")
	return strings.ToLower(o.GetKind()) == strings.TrimSuffix(kind, "s")
}

func (c *cluster) Get(_ context.Context, object kube.Object) (*unstructured.Unstructured, error) {
	kind, name, _ := strings.Cut(object.Reference, "/")
	for _, o := range c.objects {
		if isKind(&o, kind) && o.GetName() == name && (o.GetNamespace() == object.Namespace || o.GetNamespace() == "") {
			return &o, nil
		}
	}
	return nil, apierrors.NewNotFound(schema.GroupResource{Resource: kind}, name)
}

// Pods gives all of the namespace, as a cluster would give those that are selected.
func (c *cluster) Pods(_ context.Context, namespace string, _ *lab.Objects) (names []string, err error) {
	for _, o := range c.objects {
		if isKind(&o, "pod") && o.GetNamespace() == namespace {
			names = append(names, o.GetName())
		}
	}
	return names, nil
}

func (c *cluster) Access(_ context.Context, namespace string, of *lab.Can) (kube.Access, error) {
	_, name, _ := strings.Cut(of.As, ":")
	return kube.Access{User: "system:serviceaccount:" + namespace + ":" + name, Verb: of.Verb, Resource: of.Resource, Namespace: namespace}, nil
}

func (c *cluster) List(_ context.Context, kind, namespace string) ([]unstructured.Unstructured, error) {
	if c.lists == nil {
		c.lists = map[string]int{}
	}
	c.lists[kind+" in "+namespace]++
	var found []unstructured.Unstructured
	for _, o := range c.objects {
		if isKind(&o, kind) && (namespace == "" || o.GetNamespace() == namespace) {
			found = append(found, o)
		}
	}
	return found, nil
}

func (c *cluster) Logs(_ context.Context, _, _, _ string, previous bool, lines, bytes int64) (string, error) {
	if lines > 20 || bytes > 16<<10 {
		return "", errors.New("a diagnosis reads little")
	}
	if previous {
		return c.before, nil
	}
	return c.log, nil
}

func (c *cluster) Exec(context.Context, string, string, string, []string) (lab.Output, error) {
	return lab.Output{Text: c.sockets}, nil
}

// UnknownField knows the fields of a status, and takes all others for known.
func (c *cluster) UnknownField(_ *unstructured.Unstructured, path []string) (string, []string) {
	if len(path) > 1 && path[0] == "status" && path[1] == "phse" {
		return "phse", []string{"conditions", "phase"}
	}
	if len(path) > 1 && path[0] == "status" && path[1] == "nothing" {
		return "nothing", []string{"conditions", "phase"}
	}
	return "", nil
}

func (c *cluster) DryRun(_ context.Context, namespace string, object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	if c.flaw != nil && strings.HasSuffix(object.GetName(), "-anew") {
		return nil, c.flaw
	}
	if object.GetResourceVersion() != "" {
		return nil, errors.New("resourceVersion must be unset")
	}
	if c.refusal != nil {
		return nil, c.refusal
	}
	if c.meanwhile != nil {
		c.objects = c.meanwhile
	}
	made := object.DeepCopy()
	made.SetNamespace(namespace)
	return made, nil
}

func (c *cluster) Allowed(context.Context, kube.Access) (bool, string, error) {
	return c.grant != "", c.grant, nil
}

// mismatch is the error of a check that has seen the output.
var mismatch = &check.Mismatch{Expected: i18n.Foreign("this"), Got: i18n.Foreign("that")}

// expect demands the causes of a failure in the namespace "web", in order.
func expect(t *testing.T, c *cluster, f diagnose.Failure, want ...string) {
	t.Helper()
	expectOf(t, &diagnose.Diagnoser{Cluster: c}, f, want...)
}

func expectOf(t *testing.T, d *diagnose.Diagnoser, f diagnose.Failure, want ...string) {
	t.Helper()
	f.Namespace = "web"
	if f.Err == nil {
		f.Err = mismatch
	}
	var got []string
	clear(d.Cluster.(*cluster).lists)
	causes := d.Explain(t.Context(), f)
	for list, times := range d.Cluster.(*cluster).lists {
		if times > 1 {
			t.Errorf("%s was listed %d times", list, times)
		}
	}
	for i, cause := range causes {
		text, origin, ok := strings.Cut(cause.String(), "\n(from: ")
		if i == len(causes)-1 && (!ok || len(origin) < 5) {
			t.Errorf("nothing says what this was read from: %s", cause)
		}
		got = append(got, text)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// object and run are the checks of most tests.
func object(reference string) *lab.Check { return &lab.Check{Object: reference} }

func run(command ...string) *lab.Exec {
	return &lab.Exec{Pod: "web", Container: "main", Command: command}
}

func pointer[T any](value T) *T { return &value }

func TestExplainKeepsStillAboutAnInterrupt(t *testing.T) {
	expect(t, &cluster{}, diagnose.Failure{Check: object("pod/web"), Err: context.Canceled})
}

func TestExplainTellsNothingOfItsOwnFaults(t *testing.T) {
	expect(t, &cluster{}, diagnose.Failure{Operation: &lab.Operation{Shell: "false"}, Err: errors.New("broken")})
}
