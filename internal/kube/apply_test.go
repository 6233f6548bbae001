package kube

import (
	"slices"
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

const (
	namespacePath = "/api/v1/namespaces/one-x"
	rolesPath     = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
	ours          = `{"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "one-x", "uid": "n1", "labels": {"app.kubernetes.io/managed-by": "labs"}}}`
	rolePath      = "/apis/rbac.authorization.k8s.io/v1/clusterroles/reader"
	role          = `{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"reader"`
	owned         = `,"ownerReferences":[{"apiVersion":"v1","kind":"Namespace","name":"one-x","uid":"n1"}]`
	web           = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"}}`
)

func TestApplyMakesTheObjectsOfAManifest(t *testing.T) {
	c, a := serve(t, map[string]string{namespacePath: ours})
	names, err := c.Apply(t.Context(), "one-x", []byte("# a comment\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n---\n---\n"+role+"}}\n"))
	testkit.Must(t, err)
	testkit.Equal(t, names, []string{"pod/web", "clusterrole/reader"})
	testkit.Equal(t, a.changed(), []string{"PATCH " + webPath + " " + web, "POST " + rolesPath + " " + role + owned + "}}"})
}

func TestApplyLeavesAloneWhatIsNotTheLabs(t *testing.T) {
	elsewhere := strings.NewReplacer("one-x", "two-x", "n1", "n2").Replace(owned)
	node := strings.Replace(owned, "Namespace", "Node", 1)
	for name, test := range map[string]struct{ there, manifest, want string }{
		"a foreign one":        {role + "}}", role + "}}", "clusterrole/reader: already exists and was not created by this lab; labs does not change it\nhint: put ${{ namespace }} in the name to make it the lab's own"},
		"another lab's":        {role + elsewhere + "}}", role + "}}", "clusterrole/reader: already exists and belongs to namespace \"two-x\"; labs does not change it\nhint: put ${{ namespace }} in the name to make it the lab's own"},
		"another kind's":       {role + node + "}}", role + "}}", "clusterrole/reader: already exists and was not created by this lab; labs does not change it\nhint: put ${{ namespace }} in the name to make it the lab's own"},
		"in another namespace": {"{}", strings.Replace(web, `"name"`, `"namespace":"kube-system","name"`, 1), `pod/web: uses namespace "kube-system", but a lab can only change its own namespace, "one-x"`},
		"of no kind":           {"{}", `{"apiVersion": "v1", "kind": "Pot", "metadata": {"name": "web"}}`, `pot/web: no matches for kind "Pot" in version "v1"`},
	} {
		t.Run(name, func(t *testing.T) {
			c, a := serve(t, map[string]string{namespacePath: ours, rolePath: test.there, "/api/v1/namespaces/two-x": strings.NewReplacer("one-x", "two-x", "n1", "n2").Replace(ours)})
			_, err := c.Apply(t.Context(), "one-x", []byte(test.manifest))
			testkit.Equal(t, testkit.Text(err), test.want)
			testkit.Equal(t, a.changed(), []string(nil))
		})
	}
}

func TestApplyChangesWhatTheLabMade(t *testing.T) {
	c, a := serve(t, map[string]string{namespacePath: ours, rolePath: role + owned + "}}"})
	_, err := c.Apply(t.Context(), "one-x", []byte(role+"}}"))
	testkit.Must(t, err)
	testkit.Equal(t, len(a.changed()), 1)
}

func TestAManifestThatIsNoYAMLIsAnError(t *testing.T) {
	c, _ := serve(t, nil)
	if _, err := c.Apply(t.Context(), "one-x", []byte("a: [")); err == nil {
		t.Error("no error")
	}
}

func TestApplySaysWhatItHasMadeBeforeAnError(t *testing.T) {
	c, _ := serve(t, map[string]string{namespacePath: ours, rolePath: role + "}}"})
	names, err := c.Apply(t.Context(), "one-x", []byte(web+"\n---\n"+role+"}}"))
	if err == nil || !slices.Equal(names, []string{"pod/web"}) {
		t.Errorf("got %v, %v", names, err)
	}
}
