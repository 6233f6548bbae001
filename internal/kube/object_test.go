package kube

import (
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

const webPath = "/api/v1/namespaces/one-x/pods/web"

func TestAFieldIsReadFromALiveObject(t *testing.T) {
	c, _ := serve(t, map[string]string{
		webPath:                    pod(`{"podIP": "10.0.0.7", "podIPs": [{"ip": "10.0.0.7"}, {"ip": "fd00::7"}]}`),
		"/api/v1/namespaces/one-x": `{"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "one-x", "uid": "n1"}}`,
	})
	for _, test := range []struct{ reference, path, want string }{
		{"pod/web", "{.status.podIP}", "10.0.0.7"},
		{"Pods/web", "{.status.podIPs[*].ip}", "10.0.0.7 fd00::7"},
		{"po/web", "{.metadata.name} at {.status.podIP}", "web at 10.0.0.7"},
		{"namespace/one-x", "{.metadata.uid}", "n1"},
	} {
		got, err := c.Field(t.Context(), Object{test.reference, "one-x"}, test.path)
		testkit.Must(t, err)
		testkit.Equal(t, got, test.want)
	}
}

func TestAFieldThatIsNotThereIsAnError(t *testing.T) {
	c, _ := serve(t, map[string]string{webPath: pod(`{"phase": "Pending"}`)})
	for _, test := range []struct{ reference, path, want string }{
		{"pod/web", "{.status.podIP}", "pod/web has no {.status.podIP}: podIP is not found"},
		{"pod/web", "{.status", `JSONPath "{.status": unclosed action`},
		{"pod/none", "{.status}", "NotFound"},
		{"web", "{.status}", `"web" is not of the form KIND/NAME, for example pod/web`},
		{"pod/", "{.status}", `"pod/" is not of the form KIND/NAME, for example pod/web`},
		{"pot/web", "{.status}", `the cluster has no resource type "pot": no matches for `},
	} {
		_, err := c.Field(t.Context(), Object{test.reference, "one-x"}, test.path)
		if !strings.HasPrefix(testkit.Text(err), test.want) {
			t.Errorf("%s %s: got %v, want %s", test.reference, test.path, err, test.want)
		}
	}
}
