package kube

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"labs.local/labs/internal/testkit"
)

// api is as much of an API server as the client asks of one: a store of
// objects by their paths, discovery, and a note of every change.
type api struct {
	mu      sync.Mutex
	objects map[string]string
	changes []string
	// kept are paths of objects that stay when they are deleted.
	kept []string
	// kinds are discovery documents in the place of knownKinds, by path; warning
	// comes with each answer to a change.
	kinds   map[string]string
	warning string
	// asked is told each path that is asked for, with the lock held; below those
	// of gone the server knows no resource.
	asked func(path string)
	gone  []string
	// refused are why paths without an object are answered with BadRequest.
	refused map[string]string
	// silent adds a group of kinds whose server does not answer.
	silent bool
	// watched is what a watch tells, an event each.
	watched chan string
	server  *httptest.Server
}

// serve starts a server with some objects, and gives a client of it.
func serve(t *testing.T, objects map[string]string) (*Client, *api) {
	t.Helper()
	a := &api{objects: map[string]string{}, watched: make(chan string, 10)}
	for path, object := range objects {
		a.objects[path] = object
	}
	a.server = httptest.NewServer(a)
	t.Cleanup(a.server.Close)
	c, err := New(testkit.Kubeconfig(t, a.server.URL, nil))
	testkit.Must(t, err)
	config := rest.CopyConfig(c.config)
	config.ContentType = "application/json" // not protobuf, for a test to read
	c.typed, err = kubernetes.NewForConfig(config)
	testkit.Must(t, err)
	return c, a
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if text, ok := a.discovery(r.URL.Path); ok {
		if a.silent {
			text = strings.Replace(text, `"groups": [`, silentGroup, 1)
		}
		io.WriteString(w, text)
		return
	}
	if strings.Contains(r.URL.Path, "silent.example.com") {
		fail(w, http.StatusServiceUnavailable, "ServiceUnavailable")
		return
	}
	if r.URL.Query().Get("watch") != "" {
		a.watch(w, r)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	if r.Method != http.MethodGet {
		a.changes = append(a.changes, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Method, r.URL.Path, body)))
		if a.warning != "" {
			w.Header().Set("Warning", a.warning)
		}
	}
	a.answer(w, r, string(body))
}

func (a *api) discovery(path string) (text string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if text, ok = a.kinds[path]; !ok {
		text, ok = knownKinds[path]
	}
	return text, ok
}

func (a *api) answer(w http.ResponseWriter, r *http.Request, body string) {
	if a.asked != nil {
		a.asked(r.URL.Path)
	}
	if slices.ContainsFunc(a.gone, func(path string) bool { return strings.HasPrefix(r.URL.Path, path) }) {
		http.NotFound(w, r)
		return
	}
	object, found := a.objects[r.URL.Path]
	kind := collections[path.Base(r.URL.Path)]
	switch {
	case r.Method == http.MethodPost:
		a.create(w, r, body)
	case r.Method == http.MethodPatch:
		a.objects[r.URL.Path] = body
		io.WriteString(w, body)
	case r.Method == http.MethodDelete:
		a.delete(r.URL.Path)
		fail(w, http.StatusOK, "")
	case r.Method == http.MethodPut && path.Base(r.URL.Path) == "finalize":
		delete(a.objects, path.Dir(r.URL.Path))
		io.WriteString(w, body)
	case found:
		io.WriteString(w, object)
	case a.refused[r.URL.Path] != "":
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "BadRequest", "code": 400, "message": %q}`, a.refused[r.URL.Path])
	case kind == "":
		fail(w, http.StatusNotFound, "NotFound")
	default:
		fmt.Fprintf(w, `{"kind": "%sList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": [%s]}`, kind, a.list(r))
	}
}

var collections = map[string]string{
	"pods": "Pod", "events": "Event", "nodes": "Node", "namespaces": "Namespace", "serviceaccounts": "ServiceAccount", "configmaps": "ConfigMap",
	"clusterroles": "ClusterRole", "validatingwebhookconfigurations": "ValidatingWebhookConfiguration",
}

// create makes an object, and for a namespace what the controllers would.
func (a *api) create(w http.ResponseWriter, r *http.Request, body string) {
	var object struct{ Metadata struct{ Name string } }
	_ = json.Unmarshal([]byte(body), &object)
	at := r.URL.Path + "/" + object.Metadata.Name
	if _, ok := a.objects[at]; ok {
		fail(w, http.StatusConflict, "AlreadyExists")
		return
	}
	a.objects[at] = body
	for _, name := range []string{"serviceaccounts/default", "configmaps/kube-root-ca.crt"} {
		a.objects[at+"/"+name] = fmt.Sprintf(`{"metadata": {"name": %q}}`, path.Base(name))
	}
	io.WriteString(w, body)
}

// delete takes an object or a collection away; a namespace stays, with a time
// of deletion, until it is finalized.
func (a *api) delete(at string) {
	if path.Base(path.Dir(at)) == "namespaces" && a.objects[at] != "" {
		a.objects[at] = going
		return
	}
	maps.DeleteFunc(a.objects, func(object, _ string) bool {
		return (object == at || path.Dir(object) == at) && !slices.Contains(a.kept, object)
	})
}

// list gives the objects of a collection, or the one that is asked for.
func (a *api) list(r *http.Request) string {
	var items []string
	for at, object := range a.objects {
		if name := selected(r); path.Dir(at) == r.URL.Path && (path.Base(at) == name || name == "") {
			items = append(items, object)
		}
	}
	slices.Sort(items)
	return strings.Join(items, ",")
}

// selected is the name that a list or watch is limited to, or "".
func selected(r *http.Request) string {
	name, ok := strings.CutPrefix(r.URL.Query().Get("fieldSelector"), "metadata.name=")
	if !ok {
		return ""
	}
	return name
}

// watch tells what the test says until the client goes.
func (a *api) watch(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("sendInitialEvents") != "" {
		fail(w, http.StatusBadRequest, "BadRequest") // as servers before 1.32
		return
	}
	for w.(http.Flusher).Flush(); ; w.(http.Flusher).Flush() {
		select {
		case event := <-a.watched:
			if strings.Contains(event, "DELETED") {
				a.mu.Lock()
				delete(a.objects, r.URL.Path+"/"+selected(r))
				a.mu.Unlock()
			}
			io.WriteString(w, event+"\n")
		case <-r.Context().Done():
			return
		}
	}
}

func fail(w http.ResponseWriter, code int, reason string) {
	w.WriteHeader(code)
	fmt.Fprintf(w, `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %d, "reason": %[2]q, "message": %[2]q}`, code, reason)
}

// changed gives the changes so far.
func (a *api) changed() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.changes
}
