package kube

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	"labs.local/labs/internal/testkit"
)

const began = `{"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "one-x", "uid": "n1", "creationTimestamp": "2026-01-01T00:00:10Z"}}`

func TestACommandChangesWhatIsItsLabsAlone(t *testing.T) {
	at := func(time string) string { return role + `,"creationTimestamp":"2026-01-01T00:00:` + time + `Z"` }
	for name, test := range map[string]struct {
		request, there string
		refused        bool
	}{
		"in the namespace":                 {"DELETE /api/v1/namespaces/one-x/pods/web", "", false},
		"all in the namespace":             {"DELETE /apis/apps/v1/namespaces/one-x/deployments", "", false},
		"the namespace":                    {"PATCH /api/v1/namespaces/one-x", "", false},
		"in another namespace":             {"POST /api/v1/namespaces/two-x/pods", "", true},
		"another namespace":                {"DELETE /api/v1/namespaces/two-x", "", true},
		"a command in another namespace":   {"GET /api/v1/namespaces/two-x/pods/web/exec", "", true},
		"logs of another namespace":        {"GET /api/v1/namespaces/two-x/pods/web/log", "", false},
		"through a node":                   {"GET /api/v1/nodes/a/proxy/x", "", true},
		"reading":                          {"GET " + rolePath, at("00") + "}}", false},
		"asking":                           {"POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "", false},
		"something new":                    {"POST " + rolesPath, "", false},
		"nothing that is there":            {"PATCH " + rolePath + "2", "", false},
		"the lab's":                        {"PATCH " + rolePath, at("00") + owned + "}}", false},
		"another lab's":                    {"PATCH " + rolePath, at("20") + strings.NewReplacer("n1", "n2", "one-x", "two-x").Replace(owned) + "}}", true},
		"what was there before":            {"PATCH " + rolePath, at("00") + "}}", true},
		"what was there before, tried out": {"PATCH " + rolePath + "?dryRun=All", at("00") + "}}", false},
		"what came since":                  {"DELETE " + rolePath, at("10") + "}}", false},
		"all of a kind":                    {"DELETE " + rolesPath, at("10") + owned + "}}", true},
	} {
		t.Run(name, func(t *testing.T) {
			c, a := serve(t, map[string]string{namespacePath: began, otherPath: otherNamespace, rolePath: test.there, "/api/v1/nodes/a": `{"metadata": {"name": "a"}}`})
			config := rest.CopyConfig(c.config)
			Within(config, "one-x")
			transport, err := rest.TransportFor(config)
			testkit.Must(t, err)
			method, path, _ := strings.Cut(test.request, " ")
			u, err := url.Parse(a.server.URL + path)
			testkit.Must(t, err)
			response, err := transport.RoundTrip((&http.Request{Method: method, URL: u, Header: http.Header{}}).WithContext(t.Context()))
			if err == nil {
				response.Body.Close()
			}
			if refused := err != nil && strings.HasPrefix(err.Error(), Foreign); refused != test.refused || refused && len(a.changed()) > 0 {
				t.Errorf("got %v, %v", err, a.changed())
			}
		})
	}
}

func TestADeletionOfWhatIsNotTheLabs(t *testing.T) {
	c, _ := serve(t, map[string]string{namespacePath: began, otherPath: otherNamespace, rolePath: role + owned + "}}"})
	for reference, want := range map[string]string{
		"clusterrole/reader": "", "clusterrole/other": "", "pod/web": "", "namespace/one-x": "",
		"namespace/two-x": "already exists and was not created by this lab; labs does not change it\nhint: put ${{ namespace }} in the name to make it the lab's own",
	} {
		testkit.Equal(t, testkit.Text(c.Mine(t.Context(), "one-x", reference)), want)
	}
}
