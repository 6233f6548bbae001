package kube

import (
	"slices"
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

// going is the namespace while it is being deleted.
var going = strings.Replace(ours, `"uid"`, `"deletionTimestamp": "2030-05-04T12:00:00Z", "uid"`, 1)

// made is a namespace of labs with what the controllers put into it.
func made() map[string]string {
	return map[string]string{
		namespacePath: ours, namespacePath + "/serviceaccounts/default": `{"metadata": {"name": "default"}}`,
		namespacePath + "/configmaps/kube-root-ca.crt": `{"metadata": {"name": "kube-root-ca.crt"}}`,
	}
}

func TestANamespaceIsMadeWithTheLabelOfLabs(t *testing.T) {
	c, a := serve(t, nil)
	testkit.Must(t, create(t, c))
	if got := a.changed(); len(got) != 1 || !strings.HasPrefix(got[0], "POST /api/v1/namespaces ") ||
		!strings.Contains(got[0], `"name":"one-x","labels":{"app.kubernetes.io/managed-by":"labs"}`) {
		t.Errorf("the changes were %s", got)
	}
}

func create(t *testing.T, c *Client) error {
	t.Helper()
	_, err := c.CreateNamespace(t.Context(), "one-x")
	return err
}

func TestANamespaceOfLabsIsUsedAgain(t *testing.T) {
	c, _ := serve(t, made())
	testkit.Must(t, create(t, c))
}

func TestANamespaceThatIsGoingIsMadeAgain(t *testing.T) {
	c, a := serve(t, map[string]string{namespacePath: going})
	a.watched <- event("DELETED", going)
	testkit.Must(t, create(t, c))
	if got := a.changed(); len(got) != 2 || !strings.HasPrefix(got[1], "POST /api/v1/namespaces ") {
		t.Errorf("the changes were %s", got)
	}
}

func TestANamespaceOfSomebodyElseIsRefused(t *testing.T) {
	c, _ := serve(t, map[string]string{namespacePath: `{"metadata": {"name": "one-x"}}`})
	testkit.Equal(t, testkit.Text(create(t, c)),
		`namespace "one-x" already exists and was not created by labs, so labs does not change it: delete it, or use another name`)
}

// TestANamespaceIsReleasedOnceNothingIsLeftInIt has Pods go first, and only
// the namespace deleted that was looked at.
func TestANamespaceIsReleasedOnceNothingIsLeftInIt(t *testing.T) {
	objects := made()
	objects[namespacePath+"/pods/web"] = `{"metadata": {"name": "web"}}`
	c, a := serve(t, objects)
	testkit.Must(t, c.DeleteNamespace(t.Context(), "one-x"))
	got := a.changed()
	if len(got) != 5 {
		t.Fatalf("the changes were %s", got)
	}
	slices.Sort(got[2:4])
	for i, want := range []string{
		`DELETE ` + namespacePath + ` {"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"n1"}}`,
		`DELETE ` + namespacePath + `/pods {"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":1}`,
		`DELETE ` + namespacePath + `/configmaps {"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":1}`,
		`DELETE ` + namespacePath + `/serviceaccounts {"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":1}`,
		`PUT ` + namespacePath + `/finalize `,
	} {
		if !strings.HasPrefix(got[i], want) {
			t.Errorf("change %d is %s, want %s", i+1, got[i], want)
		}
	}
}

func TestANamespaceWithSomethingLeftIsTheControllersToRelease(t *testing.T) {
	c, a := serve(t, made())
	a.kept = []string{namespacePath + "/configmaps/kube-root-ca.crt"}
	a.watched <- event("DELETED", going)
	testkit.Must(t, c.DeleteNamespace(t.Context(), "one-x"))
	got := a.changed()
	if len(got) != 3 || strings.Contains(strings.Join(got, "\n"), "finalize") {
		t.Errorf("the changes were %s", got)
	}
}

func TestANamespaceThatIsThereAnewIsNotReleased(t *testing.T) {
	c, a := serve(t, made())
	testkit.Must(t, c.finalize(t.Context(), "one-x"))
	if got := strings.Join(a.changed(), "\n"); strings.Contains(got, "finalize") {
		t.Errorf("the changes were %s", got)
	}
}

func TestANamespaceThatLabsDidNotMakeIsLeftAlone(t *testing.T) {
	for name, objects := range map[string]map[string]string{
		"no label":      {namespacePath: `{"metadata": {"name": "one-x"}}`},
		"another label": {namespacePath: strings.Replace(ours, `"labs"`, `"helm"`, 1)},
		"absent":        {},
	} {
		t.Run(name, func(t *testing.T) {
			c, a := serve(t, objects)
			testkit.Must(t, c.DeleteNamespace(t.Context(), "one-x"))
			testkit.Equal(t, a.changed(), []string(nil))
		})
	}
}
