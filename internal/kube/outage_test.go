package kube

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// restarting is an API server that answers its next requests as one that
// restarts does: each in one of the ways below. After the first one it is not
// ready for two looks.
type restarting struct {
	*api
	mu sync.Mutex
	// faults are what comes next: an HTTP status, or one of those below.
	faults []int
	// asked are the requests, but those for readyz and the kinds.
	asked []string
	looks int
	// away has it be not ready for good.
	away bool
}

const (
	drop     = -iota - 1 // end the connection
	cut                  // end it in the middle of the answer
	swallow              // do what is asked, and end it then
	notKnown             // answer as a kubelet that does not know the Pod yet
)

func (s *restarting) next(r *http.Request) (fault int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path == "/readyz" {
		if s.away {
			return drop
		}
		if s.looks++; s.looks <= 2 {
			return http.StatusServiceUnavailable
		}
		return 0
	}
	if _, ok := knownKinds[r.URL.Path]; ok && !s.away {
		return 0
	}
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	if s.away {
		return drop
	}
	if len(s.faults) == 0 {
		return 0
	}
	fault, s.faults = s.faults[0], s.faults[1:]
	return fault
}

func (s *restarting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch fault := s.next(r); fault {
	case 0:
		s.api.ServeHTTP(w, r)
	case swallow:
		s.api.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	case cut:
		w.Header().Set("Content-Length", "1000")
		w.Write([]byte("{"))
		panic(http.ErrAbortHandler)
	case drop:
		panic(http.ErrAbortHandler)
	case notKnown:
		http.Error(w, "pod does not exist", http.StatusNotFound)
	default:
		fail(w, fault, "Unknown")
	}
}

// restart gives a server that is ready after some faults, and a
// client of it.
func restart(t *testing.T, p Retry, objects map[string]string, faults ...int) (*Client, *restarting) {
	t.Helper()
	_, a := serve(t, objects)
	a.objects["/readyz"] = "ok"
	s := &restarting{api: a, faults: faults}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return retryingClient(t, server.URL, p), s
}

func retryingClient(t *testing.T, url string, p Retry) *Client {
	t.Helper()
	plain, err := New(testkit.Kubeconfig(t, url, nil))
	testkit.Must(t, err)
	if p.Limit == 0 {
		p.Limit = time.Minute
	}
	c, err := plain.WithRetry(p)
	testkit.Must(t, err)
	c.requests.ContentType = "application/json" // not protobuf, for a test to read
	c.typed, err = kubernetes.NewForConfig(c.requests)
	testkit.Must(t, err)
	return c
}

func TestAPatientClientWaitsOutWhatARestartLeaves(t *testing.T) {
	for name, fault := range map[string]int{
		"dropped": drop, "cut short": cut, "forbidden": 403, "throttled": 429, "no etcd": 500, "no backend": 502, "shutting down": 503, "slow": 504,
	} {
		t.Run(name, func(t *testing.T) {
			c, s := restart(t, Retry{}, map[string]string{webPath: ready("True")}, fault, fault)
			o, err := c.Get(t.Context(), Object{"pod/web", "one-x"})
			testkit.Must(t, err)
			testkit.Equal(t, o.GetName(), "web")
			testkit.Equal(t, s.asked, slices.Repeat([]string{"GET " + webPath}, 3))
		})
	}
}

func TestARefusedConnectionIsMadeAgain(t *testing.T) {
	_, a := serve(t, map[string]string{"/readyz": "ok", webPath: ready("True")})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	testkit.Must(t, err)
	address := listener.Addr().String()
	testkit.Must(t, listener.Close())
	looks := 0
	c := retryingClient(t, "http://"+address, Retry{Hopeless: func(context.Context) error {
		if looks++; looks == 2 {
			listener, err := net.Listen("tcp", address)
			testkit.Must(t, err)
			server := &http.Server{Handler: a}
			go func() { _ = server.Serve(listener) }()
			t.Cleanup(func() { _ = server.Close() })
		}
		return nil
	}})
	_, err = c.Get(t.Context(), Object{"pod/web", "one-x"})
	testkit.Must(t, err)
}

func TestWhatAReadyServerAnswersTwiceIsItsAnswer(t *testing.T) {
	c, s := restart(t, Retry{}, nil, 403, 403, 403)
	_, err := c.Get(t.Context(), Object{"pod/web", "one-x"})
	if !apierrors.IsForbidden(err) {
		t.Errorf("got %v", err)
	}
	testkit.Equal(t, len(s.asked), 3)
}

func TestAChangeWhoseAnswerWasLostIsMade(t *testing.T) {
	c, s := restart(t, Retry{}, made(), swallow)
	delete(s.api.objects, namespacePath)
	uid, err := c.CreateNamespace(t.Context(), "one-x")
	testkit.Must(t, err)
	testkit.Equal(t, uid, "")

	c, _ = restart(t, Retry{}, map[string]string{webPath: ready("True")}, 0, swallow, 404)
	testkit.Must(t, c.Delete(t.Context(), Object{"pod/web", "one-x"}, 1))
	c, _ = restart(t, Retry{}, nil, 404)
	if err := c.Delete(t.Context(), Object{"pod/web", "one-x"}, 1); !IsNotFound(err) {
		t.Errorf("the deletion of what is not there: %v", err)
	}

	object := &unstructured.Unstructured{}
	testkit.Must(t, object.UnmarshalJSON([]byte(`{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}}`)))
	c, _ = restart(t, Retry{}, nil, 404, swallow)
	testkit.Must(t, c.Recreate(t.Context(), "one-x", []*unstructured.Unstructured{object}))
}

func TestACommandThatTheServerMayKnowOfIsNotSentTwice(t *testing.T) {
	_, s := restart(t, Retry{}, nil, drop, drop)
	server := httptest.NewTLSServer(s)
	t.Cleanup(server.Close)
	c := retryingClient(t, server.URL, Retry{})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+webPath+"/exec", nil)
	testkit.Must(t, err)
	client := &http.Client{Transport: &retrying{c.outage, &http.Transport{TLSClientConfig: server.Client().Transport.(*http.Transport).TLSClientConfig}}}
	if _, err := client.Do(request); err == nil {
		t.Error("no error")
	}
	testkit.Equal(t, s.asked, []string{"GET " + webPath + "/exec"})
}

func TestACommandIsSentAgainToAKubeletThatDidNotKnowThePod(t *testing.T) {
	c, s := restart(t, Retry{}, nil, notKnown, notKnown)
	if _, err := c.Exec(t.Context(), "one-x", "web", "main", []string{"env"}); err == nil || notYet(err) {
		t.Errorf("got %v", err)
	}
	// Over WebSocket, and, where that is refused, over SPDY.
	testkit.Equal(t, s.asked, []string{"GET " + webPath + "/exec", "POST " + webPath + "/exec", "GET " + webPath + "/exec", "POST " + webPath + "/exec"})
}

func TestAWaitInVainSaysForHowLongAndWhyAndIsTheOnlyOne(t *testing.T) {
	c, s := restart(t, Retry{Limit: 200 * time.Millisecond}, map[string]string{webPath: ready("True")})
	s.away = true
	want := "the API server at " + c.Server() + " did not answer for 200ms: it closes connections"
	_, err := c.Namespace(t.Context(), "one-x")
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Fatalf("got %v, want %s", err, want)
	}
	began := time.Now()
	if err := c.DeleteNamespace(t.Context(), "one-x"); err == nil || time.Since(began) > 190*time.Millisecond {
		t.Errorf("after %s: %v", time.Since(began), err)
	}
	s.mu.Lock()
	s.away = false
	s.mu.Unlock()
	_, err = c.Namespace(t.Context(), "one-x")
	testkit.Must(t, err)
}

func TestAWatchEndsWithTheWaitForTheServer(t *testing.T) {
	c, s := restart(t, Retry{Limit: 200 * time.Millisecond}, nil)
	err := c.Watch(t.Context(), Object{"pod/web", "one-x"}, func(*unstructured.Unstructured) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.away = true // after the first look
		return false
	})
	testkit.Equal(t, testkit.Text(err), "the API server at "+c.Server()+" did not answer for 200ms: it closes connections")
}

func TestWithoutHopeNobodyWaits(t *testing.T) {
	stopped := errors.New("its node is stopped")
	c, s := restart(t, Retry{Hopeless: func(context.Context) error { return stopped }}, nil)
	s.away = true
	_, err := c.Namespace(t.Context(), "one-x")
	if !errors.Is(err, stopped) || !strings.HasSuffix(err.Error(), "did not answer: its node is stopped") {
		t.Errorf("got %v", err)
	}
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	c, s := restart(t, Retry{}, nil)
	s.away = true
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := c.Namespace(ctx, "one-x")
	if !errors.Is(err, context.DeadlineExceeded) || !strings.HasSuffix(err.Error(), "did not answer: it closes connections") {
		t.Errorf("got %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if _, err := c.Namespace(ctx, "one-x"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestARequestToTheServerIsMadeAgainIfItReads(t *testing.T) {
	c, s := restart(t, Retry{}, map[string]string{webPath: ready("True")}, drop)
	out, err := c.Request(t.Context(), &lab.HTTP{URL: c.Server() + webPath}, nil)
	testkit.Must(t, err)
	testkit.Equal(t, out.Status, 200)

	s.faults = []int{drop}
	if _, err := c.Request(t.Context(), &lab.HTTP{URL: c.Server() + webPath, Method: "DELETE"}, nil); err == nil {
		t.Error("a change was made again")
	}
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(other.Close)
	if _, err := c.Request(t.Context(), &lab.HTTP{URL: other.URL}, nil); err == nil {
		t.Error("another server's end is waited for")
	}
}

func TestARefusedConnectionIsAnAnswerToAPatientClientToo(t *testing.T) {
	c := retryingClient(t, "http://127.0.0.1:1", Retry{})
	out, err := c.Request(t.Context(), &lab.HTTP{URL: "http://127.0.0.1:1/"}, nil)
	testkit.Must(t, err)
	testkit.Equal(t, out.Refused, true)
}
