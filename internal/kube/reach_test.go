package kube

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// bystander is a server of the learner's that nobody may ask.
func bystander(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s reached the learner's machine", r.Method, r.URL)
	}))
	t.Cleanup(server.Close)
	return server
}

// redirecting answers all with a redirect.
func redirecting(t *testing.T, code int, to string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(code)
		io.WriteString(w, "elsewhere")
	}))
	t.Cleanup(server.Close)
	return server
}

func TestARedirectIsTheAnswer(t *testing.T) {
	for _, code := range []int{301, 302, 303, 307, 308} {
		server := redirecting(t, code, bystander(t).URL+"/x")
		c, err := New(testkit.Kubeconfig(t, server.URL, nil))
		testkit.Must(t, err)
		for _, within := range []*Reach{nil, {}, {Proxy: server.URL, Running: true}} {
			for _, method := range []string{"GET", "POST"} {
				out, err := c.Request(t.Context(), &lab.HTTP{URL: server.URL + "/a", Method: method, Body: "body"}, within)
				testkit.Must(t, err)
				testkit.Equal(t, out, lab.Output{Text: "elsewhere", Status: code})
			}
		}
	}
}

func TestTheClientsOfAClusterFollowNoRedirect(t *testing.T) {
	server := redirecting(t, 302, bystander(t).URL)
	c, err := New(testkit.Kubeconfig(t, server.URL, nil))
	testkit.Must(t, err)
	if _, err := c.Version(); err == nil || !strings.Contains(err.Error(), "302") {
		t.Errorf("got %v", err)
	}
	retrying, err := c.WithRetry(Retry{})
	testkit.Must(t, err)
	if _, err := retrying.Version(); err == nil || !strings.Contains(err.Error(), "302") {
		t.Errorf("got %v", err)
	}
}

func TestARequestForTheClusterConnectsToItAlone(t *testing.T) {
	_, c := secured(t)
	elsewhere := bystander(t)
	port := elsewhere.URL[strings.LastIndex(elsewhere.URL, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "me@127.0.0.1"} {
		_, err := c.Request(t.Context(), &lab.HTTP{URL: "http://" + host + port}, &Reach{Proxy: "http://127.0.0.1:1", Running: true})
		if err == nil || !strings.Contains(err.Error(), "does not belong to the cluster") && !strings.Contains(err.Error(), "invalid") {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestARequestForTheClusterUsesNoProxyOfTheEnvironment(t *testing.T) {
	server, c := secured(t)
	for _, name := range []string{"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"} {
		t.Setenv(name, bystander(t).URL)
	}
	for _, within := range []*Reach{nil, {}} {
		out, err := c.Request(t.Context(), &lab.HTTP{URL: server.URL}, within)
		testkit.Must(t, err)
		testkit.Equal(t, out.Status, 403)
	}
	for host, direct := range map[string]bool{
		"https://127.0.0.1:6443": true, "https://[::1]:6443": true, "https://10.0.0.1": true, "https://172.18.0.2": true, "https://localhost": true,
		"https://docker:2376": true, "https://169.254.1.1": true, "https://a.example.com": false, "https://8.8.8.8": false,
	} {
		config := &rest.Config{Host: host}
		Direct(config)
		testkit.Equal(t, config.Proxy != nil, direct)
		request, err := http.NewRequest(http.MethodGet, host, nil)
		testkit.Must(t, err)
		proxy, err := environmentProxy(request)
		testkit.Must(t, err)
		testkit.Equal(t, proxy == nil, direct)
	}
}

func TestWhoListensInThePlaceOfAStoppedProxyGetsNothing(t *testing.T) {
	_, c := secured(t)
	other := bystander(t)
	_, err := c.Request(t.Context(), &lab.HTTP{URL: other.URL}, &Reach{Proxy: other.URL})
	if err == nil || !strings.Contains(err.Error(), "the labs proxy was stopped, and another program listens on") {
		t.Errorf("got %v", err)
	}
	other.Close()
	out, err := c.Request(t.Context(), &lab.HTTP{URL: other.URL}, &Reach{Proxy: other.URL})
	testkit.Must(t, err)
	testkit.Equal(t, out.Refused, true)
}

// FuzzReach holds that whatever the URL, a request for the cluster connects to
// the cluster.
func FuzzReach(f *testing.F) {
	for _, url := range []string{
		"https://127.0.0.1:6443/a", "http://127.0.0.1:8001/b", "https://127.0.0.1:6443@x/", "http://127.1:8001", "https://127.0.0.1:6443\\@x/", "//x",
		"https://127.0.0.1:64430", "http://[::ffff:127.0.0.1]:8001/", "https://127.0.0.1:6443#@x/", "http://127.0.0.1:8001?@x/", "HTTPS://127.0.0.1:6443",
	} {
		f.Add(url)
	}
	reach, end := &Reach{Proxy: "http://127.0.0.1:8001", Running: true}, errors.New("connected")
	f.Fuzz(func(t *testing.T, url string) {
		transport := &http.Transport{DialContext: reach.from("https://127.0.0.1:6443", func(_ context.Context, _, to string) (net.Conn, error) {
			if to != "127.0.0.1:6443" && to != "127.0.0.1:8001" {
				t.Errorf("%q connects to %s", url, to)
			}
			return nil, end
		})}
		_, _ = send(t.Context(), &http.Client{Transport: transport}, &lab.HTTP{URL: url})
	})
}
