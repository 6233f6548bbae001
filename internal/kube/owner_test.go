package kube

import (
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

// of gives the namespace of the tests with the ID of an owner.
func of(id string) string {
	return strings.Replace(ours, `"labels": {`, `"labels": {"labs.local/owner": "`+id+`", `, 1)
}

func TestANamespaceCarriesTheIDOfItsOwner(t *testing.T) {
	c, a := serve(t, nil)
	testkit.Must(t, create(t, c.For(Owner{ID: "ann"})))
	if got := a.changed(); len(got) != 1 || !strings.Contains(got[0], `"labels":{"app.kubernetes.io/managed-by":"labs","labs.local/owner":"ann"}`) {
		t.Errorf("the changes were %s", got)
	}
}

// TestOnlyTheOwnersNamespaceIsUsedAgainAndDeleted has one rule for both, and for
// what of a namespace counts as the learner's work.
func TestOnlyTheOwnersNamespaceIsUsedAgainAndDeleted(t *testing.T) {
	byHand := strings.Replace(of("ann"), `"labs"`, `"helm"`, 1)
	for name, test := range map[string]struct {
		owner   Owner
		object  string
		theirs  bool
		refusal string
	}{
		"the same ID":               {Owner{ID: "ann"}, of("ann"), true, ""},
		"another ID":                {Owner{ID: "ann"}, of("bob"), false, "was created by labs for another learner or run"},
		"another ID, alone":         {Owner{ID: "ann", Alone: true}, of("bob"), false, "was created by labs for another learner or run"},
		"no ID":                     {Owner{ID: "ann"}, ours, false, "was created by labs for another learner or run"},
		"no ID, alone":              {Owner{ID: "ann", Alone: true}, ours, true, ""},
		"the same ID, not of labs'": {Owner{ID: "ann", Alone: true}, byHand, false, "was not created by labs"},
	} {
		t.Run(name, func(t *testing.T) {
			objects := made()
			objects[namespacePath] = test.object
			c, a := serve(t, objects)
			c = c.For(test.owner)
			err := create(t, c)
			testkit.Equal(t, err == nil, test.theirs)
			if err != nil && !strings.Contains(err.Error(), test.refusal) {
				t.Errorf("it was refused: %v", err)
			}
			testkit.Must(t, c.DeleteNamespace(t.Context(), "one-x"))
			testkit.Equal(t, len(a.changed()) > 1, test.theirs) // to create it was tried
		})
	}
}

func TestWhatIsInTheNamespaceOfAnotherIsNotTheOwners(t *testing.T) {
	objects := made()
	objects[namespacePath] = of("bob")
	objects[namespacePath+"/configmaps/mine"] = `{"kind": "ConfigMap", "metadata": {"name": "mine"}}`
	c, _ := serve(t, objects)
	for owner, want := range map[string]int{"ann": 0, "bob": 1} {
		found, err := c.For(Owner{ID: owner}).Contents(t.Context(), "one-x")
		testkit.Must(t, err)
		testkit.Equal(t, len(found), want)
	}
}

func TestAPatientClientHasTheSameOwner(t *testing.T) {
	c, _ := serve(t, nil)
	retrying, err := c.For(Owner{ID: "ann"}).WithRetry(Retry{})
	testkit.Must(t, err)
	testkit.Equal(t, retrying.owner, Owner{ID: "ann"})
}
