package kube

import (
	"net/http"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/testkit"
)

// asked has a server note the requests for its objects, with what they ask.
func asked(a *api) *[]string {
	var requests []string
	a.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := knownKinds[r.URL.Path]; !ok {
			requests = append(requests, r.Method+" "+r.URL.RequestURI())
		}
		a.ServeHTTP(w, r)
	})
	return &requests
}

func TestAListIsOfANamespaceOrOfAllAndBounded(t *testing.T) {
	c, a := serve(t, map[string]string{"/api/v1/namespaces/web/pods/a": `{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "a"}}`})
	requests := asked(a)
	pods, err := c.List(t.Context(), "pod", "web")
	testkit.Must(t, err)
	testkit.Equal(t, []any{len(pods), pods[0].GetName()}, []any{1, "a"})
	_, err = c.List(t.Context(), "pods", "")
	testkit.Must(t, err)
	testkit.Equal(t, *requests, []string{"GET /api/v1/namespaces/web/pods?limit=500", "GET /api/v1/pods?limit=500"})
}

func TestOnlyTheEndOfALogIsRead(t *testing.T) {
	c, a := serve(t, map[string]string{"/api/v1/namespaces/web/pods/a/log": "bye"})
	requests := asked(a)
	text, err := c.Logs(t.Context(), "web", "a", "main", true, 20, 16<<10)
	testkit.Must(t, err)
	testkit.Equal(t, text, "bye")
	testkit.Equal(t, *requests, []string{"GET /api/v1/namespaces/web/pods/a/log?container=main&limitBytes=16384&previous=true&tailLines=20"})
}

func TestADryRunIsOne(t *testing.T) {
	c, a := serve(t, nil)
	requests := asked(a)
	_, err := c.DryRun(t.Context(), "web", &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "a"}}})
	testkit.Must(t, err)
	testkit.Equal(t, *requests, []string{"PATCH /api/v1/namespaces/web/pods/a?dryRun=All&fieldManager=labs&force=true"})
}

func TestAReviewAsksForAResourceOrAPath(t *testing.T) {
	for spec, access := range map[string]Access{
		`"resourceAttributes":{"namespace":"web","verb":"get","group":"apps","resource":"deployments","subresource":"scale","name":"shop"},"user":"jane","groups":["all"]`: {User: "jane", Groups: []string{"all"}, Verb: "get", Group: "apps", Resource: "deployments", Subresource: "scale", Name: "shop", Namespace: "web"},
		`"nonResourceAttributes":{"path":"/version","verb":"get"},"user":"jane"`:                                                                                           {User: "jane", Verb: "get", Path: "/version"},
	} {
		c, a := serve(t, nil)
		_, _, err := c.Allowed(t.Context(), access)
		testkit.Must(t, err)
		testkit.Equal(t, a.changed(), []string{
			`POST /apis/authorization.k8s.io/v1/subjectaccessreviews {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{},"spec":{` + spec + `},"status":{"allowed":false}}`,
		})
	}
}
