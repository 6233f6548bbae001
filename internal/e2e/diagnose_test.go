//go:build e2e

package e2e

import (
	"context"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
)

// workspace is where the learner of these tests works.
const workspace = "diagnose-work"

// podText is the manifest of a Pod that runs; its image does not matter.
const podText = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {tier: front}}
spec:
  containers:
  - name: main
    image: localhost/toolbox:v1
    command: [sleep, "999"]
    resources: {limits: {memory: 10Mi}}
    env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
`

// TestTheLearnersOwnManifestIsTried demands the API server's own word on what
// a learner wrote, and that the attempt changes nothing.
func TestTheLearnersOwnManifestIsTried(t *testing.T) {
	client, err := kube.New(filepath.Join(stateHome(), "labs", clusterName, "kubeconfig"))
	if err == nil {
		_, err = client.CreateNamespace(t.Context(), workspace)
	}
	if err == nil {
		_, err = client.Apply(t.Context(), workspace, []byte(podText))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.DeleteNamespace(context.Background(), workspace); err != nil {
			t.Error(err)
		}
	})
	for name, test := range map[string]struct{ object, text, want string }{
		"a fieldPath":       {"pod/web", change("metadata.name}", "metadata.nam}"), `your web.yaml is rejected: field spec.containers[0].env[0].valueFrom.fieldRef.fieldPath has invalid value "metadata.nam"; did you mean metadata.name?`},
		"a field":           {"pod/web", change("env:", "evn:"), `your web.yaml is rejected: unknown field .spec.containers[name="main"].evn; did you mean env?`},
		"a resource":        {"pod/web", change("fieldRef: {fieldPath: metadata.name}", "resourceFieldRef: {resource: limit.memory}"), `your web.yaml is rejected: field spec.containers[0].env[0].valueFrom.resourceFieldRef.resource has invalid value "limit.memory"; did you mean limits.memory?`},
		"a quantity":        {"pod/web", change("10Mi", "10MB"), `your web.yaml is rejected: field spec.containers[main].resources.limits.memory has value "10MB", which is not a quantity: write it like 500m, 100Mi or 1Ki`},
		"a variable":        {"pod/web", change("POD_NAME", "MY_NAME"), `your web.yaml changes spec.containers[main].env[MY_NAME], which cannot change while the Pod runs: delete the Pod and create it again with kubectl replace --force --filename=web.yaml`},
		"YAML":              {"pod/web", change("front}}", "front}"), `your web.yaml is not a valid manifest: `},
		"a label":           {"pod/web", change("tier: front", "tier: back"), `your web.yaml and the object in the cluster differ in metadata.labels.tier: apply it with kubectl apply --filename=web.yaml`},
		"another namespace": {"pod/web", change("metadata: {", "metadata: {namespace: default, "), `your web.yaml sets namespace default, but the lab's namespace is diagnose-work: remove the line namespace: and apply the file again`},
		"not applied":       {"pod/new", change("name: web", "name: new"), `your web.yaml defines pod/new, but is not applied yet: run kubectl apply --filename=web.yaml`},
		"the same":          {"pod/web", podText, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := explain(t, client, test.object, test.text)
			if !strings.HasPrefix(got, test.want) || test.want == "" && strings.Contains(got, "your web.yaml") {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
	tier, err := client.Field(t.Context(), kube.Object{Reference: "pod/web", Namespace: workspace}, "{.metadata.labels.tier}")
	if err != nil || tier != "front" {
		t.Errorf("the label is %q after the dry runs (%v)", tier, err)
	}
}

func change(from, to string) string { return strings.Replace(podText, from, to, 1) }

// explain gives the first cause of a failed check on an object.
func explain(t *testing.T, client *kube.Client, object, text string) string {
	t.Helper()
	d := &diagnose.Diagnoser{Cluster: client, Work: func(string) fs.FS {
		return fstest.MapFS{"web.yaml": {Data: []byte(text)}}
	}}
	causes := d.Explain(t.Context(), diagnose.Failure{Namespace: workspace, Check: &lab.Check{Object: object}})
	if len(causes) == 0 {
		return ""
	}
	first, _, _ := strings.Cut(causes[0].String(), "\n(from: ")
	return first
}
