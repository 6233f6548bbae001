package kube

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

func TestAClusterIsReadyWhenItsServerAndNodesAre(t *testing.T) {
	node := func(status string) string {
		return fmt.Sprintf(`{"metadata": {"name": "one"}, "status": {"conditions": [{"type": "MemoryPressure", "status": "False"}, {"type": "Ready", "status": %q, "reason": "KubeletNotReady", "message": "no CNI"}]}}`, status)
	}
	for want, objects := range map[string]map[string]string{
		"":                           {"/readyz": "ok", "/api/v1/nodes/one": node("True")},
		"no node has registered yet": {"/readyz": "ok"},
		"node one is not ready: KubeletNotReady: no CNI": {"/readyz": "ok", "/api/v1/nodes/one": node("False")},
	} {
		c, _ := serve(t, objects)
		testkit.Equal(t, testkit.Text(c.Ready(t.Context())), want)
	}
}

func TestAServerThatIsNotReadySaysWhatFails(t *testing.T) {
	testkit.Equal(t, failing([]byte("[+]ping ok\n[-]etcd failed: reason withheld\n[+]log ok\n[-]hook failed\nreadyz check failed")),
		"; etcd failed: reason withheld; hook failed")
	c, _ := serve(t, nil)
	if err := c.Ready(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "the API server at "+c.Server()+" is not ready: ") {
		t.Errorf("got %v", err)
	}
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
	c, _ := serve(t, nil)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	testkit.Must(t, err)
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	p, err := c.StartProxy(port)
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
	testkit.Must(t, p.Close())
	if connection, err := net.Dial("tcp", strings.TrimPrefix(p.URL(), "http://")); err == nil {
		connection.Close()
		t.Error("it still listens")
	}
}
