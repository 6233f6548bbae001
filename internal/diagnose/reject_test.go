package diagnose_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"io/fs"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/lab"
)

// invalid is a refusal for one field, or, without one, in words alone.
func invalid(field, message string) error {
	status := metav1.Status{Reason: metav1.StatusReasonInvalid, Message: message, Details: &metav1.StatusDetails{}}
	if field != "" {
		status.Details.Causes = []metav1.StatusCause{{Field: field, Message: message}}
	}
	return &apierrors.StatusError{ErrStatus: status}
}

const (
	fieldPath = "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath"
	immutable = "most fields of a running Pod cannot change, except for its image: delete the Pod and create it again"
)

var refusals = map[string]struct {
	err  error
	want string
}{
	"a field": {
		invalid(fieldPath, `Invalid value: "status.podIp": error converting fieldPath: field label not supported: status.podIp`),
		"field " + fieldPath + ` has invalid value "status.podIp"; did you mean status.podIP?`,
	},
	"a field without its parent": {
		invalid(fieldPath, `Invalid value: "name": error converting fieldPath`),
		"field " + fieldPath + ` has invalid value "name"; did you mean metadata.name?`,
	},
	"all labels": {
		invalid(fieldPath, `Unsupported value: "metadata.labels": supported values: "metadata.name"`),
		"field " + fieldPath + ` has value "metadata.labels": an environment variable can take only one key of it, metadata.labels['<KEY>']; to get all keys, use a volume`,
	},
	"no field at all": {
		invalid("spec.volumes[0].downwardAPI.fieldRef.fieldPath", `Unsupported value: "qqq": supported values: "metadata.name"`),
		`field spec.volumes[0].downwardAPI.fieldRef.fieldPath has invalid value "qqq"; valid values are metadata.name, metadata.namespace, metadata.uid, metadata.labels, metadata.annotations, metadata.labels['<KEY>'], metadata.annotations['<KEY>']`,
	},
	"a resource": {
		invalid("spec.containers[0].env[0].valueFrom.resourceFieldRef.resource", `Unsupported value: "limit.memory": supported values: "limits.cpu"`),
		`field spec.containers[0].env[0].valueFrom.resourceFieldRef.resource has invalid value "limit.memory"; did you mean limits.memory?`,
	},
	"anything else":      {invalid("spec.containers[0].name", "Required value"), "field spec.containers[0].name: Required value"},
	"a Pod that runs":    {invalid("spec", "Forbidden: pod updates may not change fields other than `spec.containers[*].image`"), immutable},
	"an undeclared one":  {invalid("", `failed to create typed patch object (web/web; /v1, Kind=Pod): .spec.containers[name="main"].evn: field not declared in schema`), `unknown field .spec.containers[name="main"].evn; did you mean env?`},
	"a misplaced one":    {invalid("", `.spec.fieldPath: field not declared in schema`), `unknown field .spec.fieldPath: check its name and its indentation`},
	"one of a far place": {invalid("", `.a.b.c: field not declared in schema`), `unknown field .a.b.c: check its name and its indentation`},
}

func TestRejected(t *testing.T) {
	for name, test := range refusals {
		t.Run(name, func(t *testing.T) {
			expect(t, &cluster{}, diagnose.Failure{Operation: &lab.Operation{Apply: "pod.yaml"}, Err: fmt.Errorf("apply manifest %q: %w", "pod.yaml", test.err)}, test.want)
		})
	}
}

func TestRejectedAsKubectlSaysIt(t *testing.T) {
	const one = "The Pod \"web\" is invalid: " + fieldPath + ": Invalid value: \"status.podIp\": error converting fieldPath\n"
	const two = "The Pod \"web\" is invalid: \n* spec: Forbidden: pod updates may not change fields other than `a`\n  core.PodSpec{\n"
	for stderr, want := range map[string]string{one: refusals["a field"].want, two: immutable} {
		expect(t, &cluster{}, diagnose.Failure{Check: &lab.Check{Kubectl: []string{"apply", "-f", "web.yaml"}}, Output: lab.Output{ExitCode: 1, Stderr: stderr}}, want)
	}
}

// folder is a learner's folder of one file.
func folder(text string) func(string) fs.FS {
	return func(name string) fs.FS {
		if name != "env" {
			return nil
		}
		return fstest.MapFS{"web.yaml": {Data: []byte(text)}, "README": {Data: []byte("{")}}
	}
}

const running = `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: main, image: "a:v1", resources: {limits: {cpu: "1"}}, env: [{name: A, value: b}]}]}
status: {conditions: [{type: Ready, status: "True"}]}
`

func work(t *testing.T, c *cluster, text string, want ...string) {
	t.Helper()
	expectOf(t, &diagnose.Diagnoser{Cluster: c, Work: folder(text)}, diagnose.Failure{Lab: "env", Check: object("pod/web")}, want...)
}

func TestWorkIsRejected(t *testing.T) {
	for name, test := range refusals {
		t.Run(name, func(t *testing.T) {
			want := "your web.yaml is rejected: " + test.want
			if test.want == immutable {
				want = "your web.yaml changes spec.containers[main].env[A].value, which cannot change while the Pod runs: delete the Pod and create it again with kubectl replace --force --filename=web.yaml"
			}
			work(t, &cluster{objects: objects(t, running), refusal: test.err}, "kind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, env: [{name: A, value: c}]}]}", want)
		})
	}
}

func TestWork(t *testing.T) {
	const nothing = ""
	for name, test := range map[string]struct {
		live, text string
		want       string
	}{
		"the same":          {running, "kind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: 'a:v1', resources: {limits: {cpu: 1000m}}, env: [{name: A, value: b}]}]}", nothing},
		"not applied":       {running, "kind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: 'a:v2', resources: {limits: {cpu: 1}}, env: [{name: A, value: b}]}]}", "your web.yaml and the object in the cluster differ in spec.containers[main].image: apply it with kubectl apply --filename=web.yaml"},
		"taken out":         {running, "kind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: 'a:v1', resources: {limits: {cpu: 1}}}]}", "your web.yaml and the object in the cluster differ in spec.containers[main].env[A]: apply it with kubectl apply --filename=web.yaml"},
		"not there":         {"", "kind: Pod\nmetadata: {name: web}", "your web.yaml defines pod/web, but is not applied yet: run kubectl apply --filename=web.yaml"},
		"another namespace": {running, "kind: Pod\nmetadata: {name: web, namespace: default}", "your web.yaml sets namespace default, but the lab's namespace is web: remove the line namespace: and apply the file again"},
		"another name":      {"", "apiVersion: v1\nkind: Pod\nmetadata: {name: wep}", "your web.yaml uses the name \"wep\", but the check looks for pod/web"},
		"read from there":   {running, "kind: Pod\nmetadata: {name: web, uid: u1, resourceVersion: '7', managedFields: []}\nspec: {containers: [{name: main, image: 'a:v1', resources: {limits: {cpu: 1}}, env: [{name: A, value: b}]}]}", nothing},
		"no YAML":           {running, "kind: Pod\n metadata: [name: web", "your web.yaml is not a valid manifest: line 2: not YAML: mapping values are not allowed in this context"},
		"another object":    {running, "apiVersion: v1\nkind: Service\nmetadata: {name: web}", nothing},
		"too large":         {running, "kind: Pod\nmetadata: {name: web, namespace: default}\n" + string(make([]byte, 64<<10)), nothing},
	} {
		t.Run(name, func(t *testing.T) {
			c := &cluster{}
			if test.live != "" {
				c.objects = objects(t, test.live)
			}
			work(t, c, test.text, test.want)
		})
	}
}

func TestFewFilesOfAFolderAreRead(t *testing.T) {
	files := fstest.MapFS{"zzz.yaml": {Data: []byte("kind: Pod\nmetadata: {name: web, namespace: default}")}}
	for i := range 20 {
		files[fmt.Sprintf("a%d.yaml", i)] = &fstest.MapFile{Data: []byte("kind: Pod\nmetadata: {name: other}")}
	}
	d := &diagnose.Diagnoser{Cluster: &cluster{objects: objects(t, running)}, Work: func(string) fs.FS { return files }}
	expectOf(t, d, diagnose.Failure{Check: object("pod/web")})
	delete(files, "a7.yaml")
	expectOf(t, d, diagnose.Failure{Check: object("pod/web")},
		"your zzz.yaml sets namespace default, but the lab's namespace is web: remove the line namespace: and apply the file again")
}

func TestWorkThatCouldNotBeMadeAnewEither(t *testing.T) {
	c := &cluster{objects: objects(t, running), refusal: refusals["a Pod that runs"].err, flaw: refusals["a field"].err}
	work(t, c, "kind: Pod\nmetadata: {name: web}", "your web.yaml is rejected: "+refusals["a field"].want)
}

func TestWorkWithABadQuantity(t *testing.T) {
	c := &cluster{objects: objects(t, running), refusal: invalid("", `quantities must match the regular expression`)}
	work(t, c, "kind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, resources: {limits: {cpu: 1, memory: 100MB}}}]}",
		`your web.yaml is rejected: field spec.containers[main].resources.limits.memory has value "100MB", which is not a quantity: write it like 500m, 100Mi or 1Ki`)
}

func TestAnObjectThatIsScheduledMeanwhileDoesNotDiffer(t *testing.T) {
	before := strings.Replace(running, "{name: web}", "{name: web, resourceVersion: '1'}", 1)
	after := strings.Replace(before, "spec: {", "spec: {nodeName: one, ", 1)
	c := &cluster{objects: objects(t, before), meanwhile: objects(t, after)}
	work(t, c, strings.Replace(after, ", resourceVersion: '1'", "", 1))
}
