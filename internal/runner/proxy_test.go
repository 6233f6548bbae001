package runner_test

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

const proxied = `
steps:
- name: start
  operations: [proxy: {port: %d}]
  checks: [http: {url: "${{ proxy }}"}]
- name: ask
  operations: [http: {url: "${{ proxy }}"}]
  checks: [{}]
`

// listens says whether something listens at a URL.
func listens(url string) bool {
	connection, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err == nil {
		connection.Close()
	}
	return err == nil
}

// freePort gives a port that nothing listened at a moment ago.
func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	testkit.Must(t, err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func TestAProxyRunsUntilTheLabIsRemoved(t *testing.T) {
	s := set(t, fmt.Sprintf(proxied, freePort(t)), nil)
	session := s.open(t, nil)
	testkit.Must(t, session.Run(t.Context(), 0, false))
	if !listens(session.Values["proxy"]) {
		t.Error("nothing listens")
	}
	testkit.Must(t, session.Remove(t.Context()))
	if listens(session.Values["proxy"]) {
		t.Error("something still listens")
	}
}

func TestResumeBringsTheProxyBack(t *testing.T) {
	s := set(t, fmt.Sprintf(proxied, freePort(t)), nil)
	for index, proxies := range []string{"", "start proxy"} {
		session := s.open(t, lab.Values{"podIP": "10.0.0.7", "namespace": "another"})
		testkit.Must(t, session.Resume(t.Context(), index, func(string) bool { return true }))
		testkit.Equal(t, s.Calls(), proxies)
		testkit.Equal(t, listens(session.Values["proxy"]), index == 1)
		testkit.Equal(t, []string{session.Values["podIP"], session.Values["namespace"]}, []string{"10.0.0.7", "one-x"})
		testkit.Must(t, session.Close())
	}
}

func TestTheNamespaceIsRemovedThoughTheProxyDoesNotClose(t *testing.T) {
	s := set(t, fmt.Sprintf(proxied, freePort(t)), nil)
	session := s.open(t, nil)
	testkit.Must(t, session.Run(t.Context(), 0, false))
	testkit.Must(t, s.Proxy.Close())
	s.Calls()
	if err := session.Remove(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "clean up: close ") {
		t.Errorf("got %v", err)
	}
	testkit.Equal(t, s.Calls(), "delete namespace one-x")
}

func TestResumeMakesAgainWhatIsMissing(t *testing.T) {
	s := set(t, `
steps:
- name: create
  operations: [{apply: pod.yaml}, {exec: {pod: web, command: [env]}}]
  capture: {podIP: {object: pod/web, jsonPath: "{.status.podIP}"}}
  checks: [{match: x}]
- name: change
  checks: [{object: pod/web}]
  solution: [{kubectl: [get, pods]}, {http: {url: "http://solution/", method: POST}}]
- name: last
  checks: [{object: pod/web}]
`, map[string]string{"field": "10.0.0.7"})
	session := s.open(t, lab.Values{"podIP": "10.0.0.1"})
	testkit.Must(t, session.Resume(t.Context(), 2, func(step string) bool { return step == "change" }))
	testkit.Equal(t, s.Calls(), "apply in one-x: ip: 10.0.0.1\nfield {.status.podIP} of pod/web in one-x")
	testkit.Equal(t, session.Values["podIP"], "10.0.0.7")
	testkit.Must(t, session.Resume(t.Context(), 2, func(step string) bool { return step == "create" }))
	testkit.Equal(t, s.Calls(), "request POST http://solution/")
}
