package kube

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/types"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestObjectsAreSelectedByTheirLabels(t *testing.T) {
	c, a := serve(t, map[string]string{webPath: ready("True"), "/api/v1/namespaces/one-x/pods/api": ready("False")})
	requests := asked(a)
	items, err := c.Select(t.Context(), "one-x", &lab.Objects{Kind: "pod", Selector: "app=web"})
	testkit.Must(t, err)
	testkit.Equal(t, len(items), 2)
	value, err := c.Fields(t.Context(), "one-x", &lab.Objects{Kind: "pod"}, "{.items[0].kind}")
	testkit.Must(t, err)
	testkit.Equal(t, value, "Pod")
	testkit.Equal(t, *requests, []string{"GET /api/v1/namespaces/one-x/pods?labelSelector=app%3Dweb&limit=500", "GET /api/v1/namespaces/one-x/pods?limit=500"})
}

func TestAListThatIsCutIsNoAnswer(t *testing.T) {
	c, a := serve(t, nil)
	a.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/pods") {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"kind": "PodList", "apiVersion": "v1", "metadata": {"continue": "more"}, "items": []}`)
			return
		}
		a.ServeHTTP(w, r)
	})
	_, err := c.Select(t.Context(), "one-x", &lab.Objects{Kind: "pod", Selector: "app=web"})
	testkit.Equal(t, testkit.Text(err), "list pod app=web: there are more than 500; select fewer by their labels")
}

func TestOfSeveralPodsThoseThatAreReadyComeFirst(t *testing.T) {
	named := func(name, status string) string {
		return `{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "` + name + `"}, "status": {"conditions": [{"type": "Ready", "status": "` + status + `"}]}}`
	}
	at := "/api/v1/namespaces/one-x/pods/"
	c, a := serve(t, map[string]string{at + "a": named("a", "False"), at + "b": named("b", "True"), at + "a/log": "of a\n", at + "b/log": "of b\n"})
	web := &lab.Objects{Kind: "pod", Selector: "app=web"}
	names, err := c.Pods(t.Context(), "one-x", web)
	testkit.Must(t, err)
	testkit.Equal(t, names, []string{"b", "a"})
	out, err := c.Log(t.Context(), "one-x", lab.Logs{Objects: web, Container: "main"})
	testkit.Must(t, err)
	testkit.Equal(t, out.Text, "of a\nof b\n")
	requests := asked(a)
	_, err = c.Log(t.Context(), "one-x", lab.Logs{Pod: "a", Container: "main", Previous: true})
	testkit.Must(t, err)
	testkit.Equal(t, *requests, []string{"GET /api/v1/namespaces/one-x/pods/a/log?container=main&previous=true"})

	c, _ = serve(t, nil)
	if _, err := c.Pods(t.Context(), "one-x", web); !Absent(err) {
		t.Errorf("of no Pod: %v", err)
	}
}

func TestWhatSomebodyCanDoIsAskedForInTheNamespaceOfTheResource(t *testing.T) {
	for want, can := range map[string]lab.Can{
		`{"namespace":"one-x","verb":"list","resource":"pods"},"user":"system:serviceaccount:one-x:reader","groups":["system:serviceaccounts","system:serviceaccounts:one-x","system:authenticated"]`:                    {As: "serviceaccount:reader", Verb: "list", Resource: "pods"},
		`{"namespace":"one-x","verb":"get","resource":"pods","subresource":"log","name":"web"},"user":"system:serviceaccount:b:c","groups":["system:serviceaccounts","system:serviceaccounts:b","system:authenticated"]`: {As: "serviceaccount:b:c", Verb: "get", Resource: "pod/log", Name: "web"},
		`{"verb":"delete","resource":"namespaces"},"user":"ann","groups":["system:authenticated"]`:                                                                                                                       {As: "user:ann", Verb: "delete", Resource: "namespaces"},
		`{"namespace":"one-x","verb":"get","resource":"pods"},"user":"nobody","groups":["system:authenticated","dev"]`:                                                                                                   {As: "group:dev", Verb: "get", Resource: "pods"},
	} {
		c, a := serve(t, nil)
		_, _, err := c.Can(t.Context(), "one-x", &can)
		testkit.Must(t, err)
		testkit.Equal(t, a.changed(), []string{
			`POST /apis/authorization.k8s.io/v1/subjectaccessreviews {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{},"spec":{"resourceAttributes":` + want + `},"status":{"allowed":false}}`,
		})
	}
	c, a := serve(t, nil)
	_, _, err := c.Can(t.Context(), "one-x", &lab.Can{As: "user:ann", Verb: "get", Resource: "/healthz"})
	testkit.Must(t, err)
	testkit.Equal(t, len(a.changed()), 1)
	_, _, err = c.Can(t.Context(), "one-x", &lab.Can{As: "user:ann", Verb: "get", Resource: "podz"})
	testkit.Equal(t, testkit.Text(err) != "", true)
}

func TestAPatchIsMadeByItsKind(t *testing.T) {
	c, a := serve(t, map[string]string{webPath: ready("True")})
	testkit.Must(t, c.Patch(t.Context(), Object{"pod/web", "one-x"}, types.MergePatchType, []byte(`{"kind":"Pod","apiVersion":"v1"}`)))
	testkit.Equal(t, a.changed(), []string{"PATCH " + webPath + ` {"kind":"Pod","apiVersion":"v1"}`})
}
