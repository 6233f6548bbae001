package kube

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/testkit"
)

func TestALeaderOfBeforeIsNotWaitedFor(t *testing.T) {
	const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/"
	started := time.Date(2030, 5, 4, 12, 0, 0, 0, time.UTC)
	lease := func(renewed time.Time) string {
		return fmt.Sprintf(`{"metadata": {"resourceVersion": "7"}, "spec": {"holderIdentity": "x", "renewTime": %q}}`, renewed.Format("2006-01-02T15:04:05.000000Z07:00"))
	}
	for name, test := range map[string]struct {
		objects map[string]string
		deleted string
	}{
		"both of before":  {map[string]string{leases + "kube-scheduler": lease(started.Add(-time.Second)), leases + "kube-controller-manager": lease(started.Add(-time.Hour))}, "kube-scheduler kube-controller-manager"},
		"one leads":       {map[string]string{leases + "kube-scheduler": lease(started), leases + "kube-controller-manager": lease(started.Add(-time.Hour))}, "kube-controller-manager"},
		"none was ever":   {nil, ""},
		"others are kept": {map[string]string{leases + "apiserver-x": lease(started.Add(-time.Hour)), leases + "kube-scheduler": `{"spec": {}}`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, a := serve(t, test.objects)
			testkit.Must(t, c.Elect(t.Context(), started))
			var deleted []string
			for _, change := range a.changes {
				at, body, _ := strings.Cut(strings.TrimPrefix(change, "DELETE "+leases), " ")
				deleted = append(deleted, at)
				if !strings.Contains(body, `"resourceVersion":"7"`) {
					t.Errorf("%s is deleted whatever it is by now: %s", at, body)
				}
			}
			testkit.Equal(t, strings.Join(deleted, " "), test.deleted)
		})
	}
}

// A server that has just started forbids what it allows a moment later.
func TestLeadersThatCannotBeAskedForAreAnError(t *testing.T) {
	c, a := serve(t, nil)
	a.server.Close()
	if err := c.Elect(t.Context(), time.Now()); err == nil || !strings.HasPrefix(err.Error(), "release the lease of kube-scheduler: ") {
		t.Errorf("got %v", err)
	}
}
