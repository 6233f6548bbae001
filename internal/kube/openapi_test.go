package kube

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

const podSchemas = `{
  "io.k8s.api.core.v1.Pod": {"x-kubernetes-group-version-kind": [{"group": "", "version": "v1", "kind": "Pod"}], "properties": {
    "metadata": {"properties": {"labels": {"type": "object", "additionalProperties": {"type": "string"}}}},
    "spec": {"allOf": [{"$ref": "#/components/schemas/io.k8s.api.core.v1.PodSpec"}]},
    "other": {"x-kubernetes-preserve-unknown-fields": true, "properties": {"a": {}}}}},
  "io.k8s.api.core.v1.PodSpec": {"properties": {
    "containers": {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/Container"}]}}, "nodeName": {"type": "string"}}},
  "Container": {"properties": {"name": {"type": "string"}, "image": {"type": "string"}}}
}`

func TestUnknownFieldFollowsReferencesListsAndMaps(t *testing.T) {
	var schemas map[string]any
	testkit.Must(t, json.Unmarshal([]byte(podSchemas), &schemas))
	c, _ := serve(t, nil)
	pod := object(t, `{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "web"}}`)
	c.documents.read = map[schema.GroupVersion]map[string]any{{Version: "v1"}: schemas}
	for _, test := range []struct {
		path   []string
		field  string
		fields []string
	}{
		{[]string{"spec", "nodeName"}, "", nil},
		{[]string{"spec", "nodename"}, "nodename", []string{"containers", "nodeName"}},
		{[]string{"spec", "containers", "image"}, "", nil},
		{[]string{"spec", "containers", "imag"}, "imag", []string{"image", "name"}},
		{[]string{"spek", "containers"}, "spek", []string{"metadata", "other", "spec"}},
		{[]string{"metadata", "labels", "app"}, "", nil},
		{[]string{"other", "b"}, "", nil},
	} {
		field, fields := c.UnknownField(pod, test.path)
		testkit.Equal(t, field, test.field)
		testkit.Equal(t, fields, test.fields)
	}
}

// TestAWaitKnowsTheFieldsOfAKind leaves templates alone that do more than to go from field to field.
func TestAWaitKnowsTheFieldsOfAKind(t *testing.T) {
	var schemas map[string]any
	testkit.Must(t, json.Unmarshal([]byte(podSchemas), &schemas))
	c, _ := serve(t, nil)
	c.documents.read = map[schema.GroupVersion]map[string]any{{Version: "v1"}: schemas}
	pod := object(t, `{"kind": "Pod", "apiVersion": "v1"}`)
	for template, want := range map[string]string{
		"{.spec.containers[0].imag}":  "a Pod has no field imag; the fields there are image, name",
		"{.spec.containers[0].image}": "", "{.spec.nodeName}": "", "{.spec.x}{.spec.y}": "", "{.spek[?(@.a)]}": "", "": "",
	} {
		testkit.Equal(t, c.noField(pod, template).String(), want)
	}
}

func TestAServerWithoutSchemasKnowsNoField(t *testing.T) {
	c, _ := serve(t, nil)
	c, err := c.WithRetry(Retry{})
	testkit.Must(t, err)
	field, _ := c.UnknownField(object(t, `{"kind": "Pod", "apiVersion": "v1"}`), []string{"nothing"})
	testkit.Equal(t, field, "")
}

func TestAWaitForAFieldThatIsNotThereEndsAtOnce(t *testing.T) {
	var schemas map[string]any
	testkit.Must(t, json.Unmarshal([]byte(podSchemas), &schemas))
	c, _ := serve(t, map[string]string{namespacePath + "/pods/web": `{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "web", "namespace": "one-x"}}`})
	c.documents.read = map[schema.GroupVersion]map[string]any{{Version: "v1"}: schemas}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	err := c.WaitFor(ctx, Object{"pod/web", "one-x"}, lab.Wait{JSONPath: "{.spec.nodename}", Value: "one"})
	testkit.Equal(t, testkit.Text(err), `{.spec.nodename} of pod/web will not become "one": a Pod has no field nodename; the fields there are containers, nodeName`)
}
