package kube

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

const otherPath, otherNamespace = "/api/v1/namespaces/two-x", `{"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "two-x", "uid": "n2"}}`

func TestOfTwoLabsThatMakeOneObjectOneGetsIt(t *testing.T) {
	for range 20 {
		c, a := serve(t, map[string]string{namespacePath: ours, otherPath: otherNamespace})
		var failed sync.Map
		var group sync.WaitGroup
		for _, namespace := range []string{"one-x", "two-x"} {
			group.Go(func() {
				if _, err := c.Apply(t.Context(), namespace, []byte(role+"}}")); err != nil {
					failed.Store(namespace, err.Error())
				}
			})
		}
		group.Wait()
		owner, loser := "one-x", "two-x"
		if _, one := failed.Load(owner); one {
			owner, loser = loser, owner
		}
		why, _ := failed.Load(loser)
		if _, both := failed.Load(owner); both || why == nil || !strings.Contains(why.(string), "belongs to namespace \""+owner+"\"") || !strings.Contains(a.objects[rolePath], owner) {
			t.Fatalf("%s has %s; %s: %v", owner, a.objects[rolePath], loser, why)
		}
	}
}

func TestAnObjectOfANamespaceThatIsGoneIsWaitedFor(t *testing.T) {
	for name, there := range map[string]string{
		"an older one of this name": role + strings.Replace(owned, "n1", "n0", 1) + "}}",
		"another":                   role + strings.NewReplacer("n1", "n3", "one-x", "three-x").Replace(owned) + "}}",
		"of one that goes":          role + strings.NewReplacer("n1", "n2", "one-x", "two-x").Replace(owned) + "}}",
		"being deleted":             role + owned + `,"deletionTimestamp":"2026-01-01T00:00:00Z"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			c, a := serve(t, map[string]string{namespacePath: ours, rolePath: there, otherPath: strings.Replace(otherNamespace, `"uid"`, `"deletionTimestamp": "2026-01-01T00:00:00Z", "uid"`, 1)})
			asked := 0
			a.asked = func(path string) {
				if asked++; path == rolePath && asked > 3 {
					delete(a.objects, rolePath) // the garbage collector
				}
			}
			_, err := c.Apply(t.Context(), "one-x", []byte(role+"}}"))
			testkit.Must(t, err)
			testkit.Equal(t, a.changed(), []string{"POST " + rolesPath + " " + role + owned + "}}"})
		})
	}
}

func TestRecreateLeavesAloneWhatIsNotTheLabs(t *testing.T) {
	c, a := serve(t, map[string]string{namespacePath: ours, otherPath: otherNamespace, rolePath: role + strings.NewReplacer("n1", "n2", "one-x", "two-x").Replace(owned) + "}}"})
	objects, err := Decode([]byte(role + "}}"))
	testkit.Must(t, err)
	err = c.Recreate(t.Context(), "one-x", objects)
	testkit.Equal(t, testkit.Text(err), "clusterrole/reader: already exists and belongs to namespace \"two-x\"; labs does not change it\nhint: put ${{ namespace }} in the name to make it the lab's own")
	testkit.Equal(t, a.changed(), []string(nil))
}

func TestAKindThatIsNewIsFound(t *testing.T) {
	const (
		definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
		definition  = `{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"foos.example.com"},"spec":{"group":"example.com","names":{"kind":"Foo","plural":"foos","singular":"foo"}}}`
		foo         = `{"apiVersion":"example.com/v1","kind":"Foo","metadata":{"name":"a"}}`
		foos        = "/apis/example.com/v1/namespaces/one-x/foos"
	)
	c, a := serve(t, map[string]string{namespacePath: ours, definitions: `{"kind": "CustomResourceDefinitionList", "apiVersion": "v1", "items": [` + definition + `]}`})
	_, err := c.Apply(t.Context(), "one-x", []byte(web)) // discovery is asked
	testkit.Must(t, err)
	asked := 0
	a.asked = func(path string) {
		if path != definitions {
			return
		}
		if asked++; asked > 2 { // it is established
			a.kinds = map[string]string{
				"/apis": strings.Replace(knownKinds["/apis"], `"groups": [`, `"groups": [{"name": "example.com", "versions": [{"groupVersion": "example.com/v1", "version": "v1"}], "preferredVersion": {"groupVersion": "example.com/v1", "version": "v1"}},`, 1),
				"/apis/example.com/v1": `{"kind": "APIResourceList", "groupVersion": "example.com/v1", "resources": [
					{"name": "foos", "singularName": "foo", "namespaced": true, "kind": "Foo", "verbs": ["get", "list"]}]}`,
			}
		}
	}
	names, err := c.Apply(t.Context(), "one-x", []byte(foo))
	testkit.Must(t, err)
	testkit.Equal(t, names, []string{"foo/a"})
	testkit.Must(t, c.Watch(t.Context(), Object{"foo/a", "one-x"}, func(o *unstructured.Unstructured) bool { return o != nil }))
	testkit.Equal(t, a.objects[foos+"/a"], foo)

	// The definition is made anew, for objects without a namespace.
	a.mu.Lock()
	delete(a.objects, foos+"/a")
	a.gone = []string{foos}
	a.kinds["/apis/example.com/v1"] = strings.Replace(a.kinds["/apis/example.com/v1"], `"namespaced": true`, `"namespaced": false`, 1)
	a.objects["/apis/example.com/v1/foos/a"] = foo
	a.mu.Unlock()
	_, err = c.Get(t.Context(), Object{"foo/a", "one-x"})
	testkit.Must(t, err)
}

func TestAKindThatNobodyWillServeIsNotWaitedFor(t *testing.T) {
	c, _ := serve(t, map[string]string{namespacePath: ours})
	_, err := c.Get(t.Context(), Object{"foo/a", "one-x"})
	testkit.Equal(t, testkit.Text(err), `the cluster has no resource type "foo": no matches for /, Resource=foo`)
}

func TestWhatIsWaitedForHasTheMachinesPace(t *testing.T) {
	c, _ := serve(t, map[string]string{namespacePath: ours})
	c.machine = &limit.Machine{Pace: 2}
	_, err := known(t.Context(), c, kindName{"example.com", "Foo"}, func(ctx context.Context) (*meta.RESTMapping, error) {
		if end, limited := ctx.Deadline(); limited && time.Until(end).Round(time.Minute) != 2*limit.Wait {
			t.Errorf("it is waited for %s", time.Until(end))
		}
		return nil, &meta.NoKindMatchError{}
	})
	testkit.Equal(t, meta.IsNoMatchError(err), true)
	waits, cancel := c.bounded(t.Context())
	defer cancel()
	end, _ := waits.Deadline()
	testkit.Equal(t, time.Until(end).Round(time.Minute), 2*limit.Wait)
}

func TestWhatIsWaitedForInVainNamesTheLimit(t *testing.T) {
	const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
	c, _ := serve(t, map[string]string{
		namespacePath: ours, rolePath: role + strings.Replace(owned, "n1", "n0", 1) + "}}",
		definitions: `{"kind": "CustomResourceDefinitionList", "apiVersion": "v1", "items": [{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"foos.example.com"},"spec":{"group":"example.com","names":{"kind":"Foo"}}}]}`,
	})
	for want, wait := range map[string]func(ctx context.Context) error{
		"timed out after 300ms": func(ctx context.Context) error {
			_, err := c.Apply(ctx, "one-x", []byte(role+"}}"))
			return err
		},
		": customresourcedefinition/foos.example.com exists, but the API server does not serve it yet: timed out after 300ms": func(ctx context.Context) error {
			_, err := known(ctx, c, kindName{"example.com", "Foo"}, func(context.Context) (*meta.RESTMapping, error) { return nil, &meta.NoKindMatchError{} })
			return err
		},
		"the server could not find the requested resource: timed out after 300ms": func(ctx context.Context) error {
			gone := apierrors.NewGenericServerResponse(404, "get", schema.GroupResource{}, "", "404 page not found", 0, true)
			return c.served(ctx, object(t, web), func(*meta.RESTMapping) error { return gone })
		},
	} {
		ctx, cancel := limit.With(t.Context(), limit.Time{Duration: 300 * time.Millisecond})
		if err := wait(ctx); !strings.HasSuffix(testkit.Text(err), want) {
			t.Errorf("got %v, want %s", err, want)
		}
		cancel()
	}
}
