package kube

import (
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

func TestWithoutANameTheContainerIsKubectls(t *testing.T) {
	pod := func(annotations string) string {
		return `{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "web", "namespace": "one-x", "annotations": {` + annotations + `}}, "spec": {"containers": [{"name": "main"}, {"name": "side"}]}}`
	}
	for name, test := range map[string]struct{ annotations, named, want, refused string }{
		"the first":                     {want: "main"},
		"of the annotation":             {annotations: `"kubectl.kubernetes.io/default-container": "side"`, want: "side"},
		"the one that is asked for":     {annotations: `"kubectl.kubernetes.io/default-container": "side"`, named: "main", want: "main"},
		"an annotation that names none": {annotations: `"kubectl.kubernetes.io/default-container": "other"`, refused: "container other is not valid for pod web out of: main, side"},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := serve(t, map[string]string{namespacePath + "/pods/web": pod(test.annotations)})
			got, err := c.container(t.Context(), "one-x", "web", test.named)
			testkit.Equal(t, got, test.want)
			if !strings.Contains(testkit.Text(err), test.refused) || err != nil && test.refused == "" {
				t.Errorf("the error is %v", err)
			}
		})
	}
}
