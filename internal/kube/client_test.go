package kube

import (
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/testkit"
)

func TestAClusterIsReadyWhenItsServerAndNodesAre(t *testing.T) {
	const (
		before, after = "2030-05-04T11:59:59Z", "2030-05-04T12:00:00Z"
		nodes, lease  = "/api/v1/nodes/one", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler"
		coredns, pods = "/apis/apps/v1/namespaces/kube-system/deployments/coredns", "/api/v1/namespaces/kube-system/pods/coredns-1"
	)
	node := func(status, at string) string {
		return fmt.Sprintf(`{"metadata": {"name": "one"}, "status": {"conditions": [{"type": "MemoryPressure", "status": "False"}, {"type": "Ready", "status": %q, "reason": "KubeletNotReady", "message": "no CNI", "lastHeartbeatTime": %q}]}}`, status, at)
	}
	scheduler := func(at string) string {
		return fmt.Sprintf(`{"metadata": {"name": "kube-scheduler"}, "spec": {"renewTime": %q}}`, strings.Replace(at, "Z", ".000000Z", 1))
	}
	dns := func(ready bool, at string) string {
		return fmt.Sprintf(`{"metadata": {"name": "coredns-1"}, "status": {"containerStatuses": [{"ready": %v, "state": {"running": {"startedAt": %q}}}]}}`, ready, at)
	}
	const noScheduler, noDNS = "the scheduler is not ready yet", "no CoreDNS Pod is ready, so DNS does not work yet"
	for name, test := range map[string]struct {
		want    string
		objects map[string]string
	}{
		"all of it":           {"", map[string]string{nodes: node("True", after), lease: scheduler(after), coredns: "{}", pods: dns(true, after)}},
		"no node":             {"no node has registered yet", nil},
		"node not ready":      {"node one is not ready: KubeletNotReady: no CNI", map[string]string{nodes: node("False", after)}},
		"node of before":      {"node one has not reported since it was started", map[string]string{nodes: node("True", before)}},
		"no scheduler":        {noScheduler, map[string]string{nodes: node("True", after)}},
		"scheduler of before": {noScheduler, map[string]string{nodes: node("True", after), lease: scheduler(before)}},
		"no DNS wanted":       {"", map[string]string{nodes: node("True", after), lease: scheduler(after)}},
		"DNS scaled down":     {"", map[string]string{nodes: node("True", after), lease: scheduler(after), coredns: `{"spec": {"replicas": 0}}`}},
		"no DNS":              {noDNS, map[string]string{nodes: node("True", after), lease: scheduler(after), coredns: "{}"}},
		"DNS not ready":       {noDNS, map[string]string{nodes: node("True", after), lease: scheduler(after), coredns: "{}", pods: dns(false, after)}},
		"DNS of before":       {noDNS, map[string]string{nodes: node("True", after), lease: scheduler(after), coredns: "{}", pods: dns(true, before)}},
	} {
		t.Run(name, func(t *testing.T) {
			objects := map[string]string{"/readyz": "ok"}
			maps.Copy(objects, test.objects)
			c, _ := serve(t, objects)
			started := time.Date(2030, 5, 4, 12, 0, 0, 999, time.UTC)
			testkit.Equal(t, testkit.Text(c.Ready(t.Context(), started)), test.want)
		})
	}
}

func TestAServerThatIsNotReadySaysWhatFails(t *testing.T) {
	testkit.Equal(t, failing([]byte("[+]ping ok\n[-]etcd failed: reason withheld\n[+]log ok\n[-]hook failed\nreadyz check failed")),
		"; etcd failed: reason withheld; hook failed")
	c, _ := serve(t, nil)
	if err := c.Ready(t.Context(), time.Time{}); err == nil || !strings.HasPrefix(err.Error(), "the API server at "+c.Server()+" is not ready: ") {
		t.Errorf("got %v", err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "[+]ping ok\n[-]etcd failed: reason withheld\n[+]log ok\nreadyz check failed", http.StatusInternalServerError)
	}))
	defer server.Close()
	c, err := New(testkit.Kubeconfig(t, server.URL, nil))
	testkit.Must(t, err)
	testkit.Equal(t, testkit.Text(c.Ready(t.Context(), time.Time{})), "the API server at "+server.URL+" is not ready; etcd failed: reason withheld")
}

func TestTheVersionIsTheServers(t *testing.T) {
	c, _ := serve(t, nil)
	version, err := c.Version()
	testkit.Must(t, err)
	testkit.Equal(t, version, "v1.37.2")
}

func TestAnExecThatCannotBeginNamesCommandAndPod(t *testing.T) {
	c, _ := serve(t, nil)
	_, err := c.Exec(t.Context(), "one-x", "web", "", []string{"env"})
	if err == nil || !strings.HasPrefix(err.Error(), `run "env" in pod/web: `) {
		t.Errorf("got %v", err)
	}
}

func TestAKubeconfigThatIsNotThereIsAnError(t *testing.T) {
	_, err := New("/nowhere/kubeconfig")
	if err == nil || !strings.HasPrefix(err.Error(), `read kubeconfig "/nowhere/kubeconfig": `) {
		t.Errorf("got %v", err)
	}
}

func TestTheProxyLeadsToTheServerUntilItIsClosed(t *testing.T) {
	c, a := serve(t, map[string]string{namespacePath: began, otherPath: otherNamespace})
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	testkit.Must(t, err)
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	p, err := c.StartProxy(port, "one-x")
	testkit.Must(t, err)
	if p.Port <= port || p.Port >= port+portsTried {
		t.Errorf("port %d is taken, and the proxy listens on %d", port, p.Port)
	}
	for path, want := range map[string]string{"/api": knownKinds["/api"], "/api/v1/namespaces/one/pods/web/exec": "Forbidden"} {
		response, err := http.Get(p.URL() + path)
		testkit.Must(t, err)
		body, err := io.ReadAll(response.Body)
		testkit.Must(t, err)
		response.Body.Close()
		testkit.Equal(t, strings.TrimSpace(string(body)), want)
	}
	request, err := http.NewRequest(http.MethodDelete, p.URL()+otherPath, nil)
	testkit.Must(t, err)
	response, err := http.DefaultClient.Do(request)
	testkit.Must(t, err)
	body, err := io.ReadAll(response.Body)
	testkit.Must(t, err)
	response.Body.Close()
	if !strings.Contains(string(body), Foreign) || len(a.changed()) > 0 {
		t.Errorf("got %d %s, %v", response.StatusCode, body, a.changed())
	}
	testkit.Must(t, p.Close())
	if connection, err := net.Dial("tcp", strings.TrimPrefix(p.URL(), "http://")); err == nil {
		connection.Close()
		t.Error("it still listens")
	}
}

func TestAProbeIsAnsweredByTheServerAlone(t *testing.T) {
	const path = "/api/v1/namespaces/default"
	for name, test := range map[string]struct {
		answers map[string]string
		away    bool
	}{
		"there":      {map[string]string{path: `{"kind": "Namespace", "apiVersion": "v1"}`}, false},
		"not to see": {nil, false},
		"away":       {nil, true},
	} {
		c, _ := serve(t, test.answers)
		if test.away {
			var err error
			c, err = New(testkit.Kubeconfig(t, "http://127.0.0.1:1", nil))
			testkit.Must(t, err)
		}
		if err := c.Probe(t.Context()); (err != nil) != test.away {
			t.Errorf("%s: %v", name, err)
		}
	}
}
