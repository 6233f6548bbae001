package kube

import (
	"context"
	"strings"
	"testing"

	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

const (
	webhooksPath = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/"
)

// dependentOf is an object that the namespace of a UID owns.
func dependentOf(uid, name string) string {
	return `{"kind": "X", "apiVersion": "v1", "metadata": {"name": "` + name + `", "uid": "uid-of-` + name + `", "ownerReferences": [{"kind": "Namespace", "name": "one-x", "uid": "` + uid + `"}]}}`
}

func TestWhatANamespaceOwnsGoesBeforeIt(t *testing.T) {
	objects := made()
	objects[rolesPath+"/own"], objects[rolesPath+"/older"] = dependentOf("n1", "own"), dependentOf("n0", "older")
	objects[rolesPath+"/other"] = `{"metadata": {"name": "other"}}`
	objects[webhooksPath+"hook"] = dependentOf("n1", "hook")
	c, a := serve(t, objects)
	testkit.Must(t, c.DeleteNamespace(t.Context(), "one-x"))
	changes := a.changed()
	for i, want := range []string{
		"DELETE " + webhooksPath + `hook {"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"uid-of-hook"}}`,
		"DELETE " + rolesPath + `/own {"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"uid-of-own"}}`,
		"DELETE " + namespacePath + " ",
	} {
		if i >= len(changes) || !strings.HasPrefix(changes[i], want) {
			t.Fatalf("change %d is not %s:\n%s", i, want, strings.Join(changes, "\n"))
		}
	}
	if all := strings.Join(changes, "\n"); strings.Contains(all, "other") || strings.Contains(all, "older") {
		t.Errorf("the changes were\n%s", all)
	}
}

func TestAServerThatIsGoneHidesNoOtherKind(t *testing.T) {
	objects := made()
	objects[namespacePath] = going
	objects[namespacePath+"/configmaps/mine"] = `{"kind": "ConfigMap", "metadata": {"name": "mine"}}`
	c, a := serve(t, objects)
	a.silent = true
	found, err := c.Contents(t.Context(), "one-x")
	testkit.Must(t, err)
	testkit.Equal(t, len(found), 1)
	left, known, err := c.empty(t.Context(), "one-x")
	testkit.Must(t, err)
	testkit.Equal(t, []bool{left, known}, []bool{false, false})
	if changes := strings.Join(a.changed(), "\n"); !strings.Contains(changes, "DELETE "+namespacePath+"/configmaps") {
		t.Errorf("the changes were\n%s", changes)
	}
}

func TestWhatKeepsANamespaceIsNamed(t *testing.T) {
	c, _ := serve(t, nil)
	for _, test := range []struct {
		conditions, want string
		stuck            bool
	}{
		{`{"type": "NamespaceDeletionDiscoveryFailure", "status": "True", "message": "Discovery failed for some groups"}`, "Discovery failed for some groups", true},
		{`{"type": "NamespaceDeletionContentFailure", "status": "True", "message": "failed calling webhook"}`, "failed calling webhook", true},
		{`{"type": "NamespaceContentRemaining", "status": "True", "message": "pods. has 1 resource instances"}`, "pods. has 1 resource instances", false},
		{`{"type": "NamespaceContentRemaining", "status": "True", "message": "A"}, {"type": "NamespaceFinalizersRemaining", "status": "True", "message": "finalizers remaining: example.com/kept in 1 resource instances"}`,
			"A; finalizers remaining: example.com/kept in 1 resource instances", true},
		{`{"type": "NamespaceFinalizersRemaining", "status": "True", "message": "finalizers remaining: kubernetes.io/pvc-protection in 2 resource instances"}`,
			"finalizers remaining: kubernetes.io/pvc-protection in 2 resource instances", false},
		{`{"type": "NamespaceDeletionDiscoveryFailure", "status": "False", "message": "All resources successfully discovered"}`, "NamespaceDeletionDiscoveryFailure is False: All resources successfully discovered", false},
	} {
		namespace := object(t, `{"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "one-x"}, "status": {"conditions": [`+test.conditions+`]}}`)
		testkit.Equal(t, c.keeping(namespace).String(), test.want)
		testkit.Equal(t, c.quietNamespace(namespace).Duration == limit.Quiet, test.stuck)
	}
}

func TestAnInterruptedRemovalSaysNothingOfTheServer(t *testing.T) {
	c, _ := serve(t, map[string]string{namespacePath: going})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	testkit.Equal(t, testkit.Text(c.waitGone(ctx, "one-x")), `interrupted before namespace "one-x" was deleted: context canceled`)
}

// TestPodsOfAnOwnClusterAreNotWaitedFor has them end in a second first: a kubelet
// that only sees a Pod vanish gives its containers their whole grace period.
func TestPodsOfAnOwnClusterAreNotWaitedFor(t *testing.T) {
	for name, test := range map[string]struct {
		owner  Owner
		spec   string
		forced bool
	}{
		"a cluster of labs' own":       {Owner{Alone: true}, `{"containers": [{"ports": [{"containerPort": 80}]}]}`, true},
		"a cluster of others":          {Owner{}, `{"containers": [{}]}`, false},
		"a port of the node":           {Owner{Alone: true}, `{"containers": [{}, {"ports": [{"hostPort": 80}]}]}`, false},
		"that of an init container":    {Owner{Alone: true}, `{"initContainers": [{"ports": [{"hostPort": 80}]}]}`, false},
		"the network of the node":      {Owner{Alone: true}, `{"hostNetwork": true}`, false},
		"files of the node":            {Owner{Alone: true}, `{"volumes": [{"emptyDir": {}}, {"hostPath": {"path": "/tmp"}}]}`, false},
		"a volume that outlives it":    {Owner{Alone: true}, `{"volumes": [{"persistentVolumeClaim": {"claimName": "data"}}]}`, false},
		"a volume of the Downward API": {Owner{Alone: true}, `{"volumes": [{"downwardAPI": {}}]}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			pods := namespacePath + "/pods"
			c, a := serve(t, map[string]string{pods + "/x": `{"metadata": {"name": "x", "namespace": "one-x", "uid": "u1"}, "spec": ` + test.spec + `}`})
			testkit.Must(t, c.For(test.owner).removePods(t.Context(), "one-x"))
			want := []string{`DELETE ` + pods + ` {"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":1}`}
			if test.forced {
				want = append(want, `DELETE `+pods+`/x {"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"preconditions":{"uid":"u1"}}`)
			}
			testkit.Equal(t, a.changed(), want)
		})
	}
}
