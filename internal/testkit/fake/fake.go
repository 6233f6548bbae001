// Package fake stands in for the cluster and the engine at the interfaces of the operations and the runner.
package fake

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/json"

	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// World is a cluster and an engine that note what they are asked for, and answer what a test says.
type World struct {
	// Answer gives what a call comes to; nil is success without output.
	Answer func(ctx context.Context, call string) (lab.Output, error)
	// Proxy is the one that was started last.
	Proxy *kube.Proxy

	client  *kube.Client
	mu      sync.Mutex
	changed func(error)
	calls   []string
}

// New makes a world whose proxies are real, though no server is behind them.
func New(t *testing.T) *World {
	t.Helper()
	client, err := kube.New(testkit.Kubeconfig(t, "http://127.0.0.1:1", nil))
	testkit.Must(t, err)
	return &World{client: client}
}

// Calls gives the calls so far and forgets them.
func (w *World) Calls() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	calls := strings.Join(w.calls, "\n")
	w.calls = nil
	return calls
}

func (w *World) call(ctx context.Context, format string, args ...any) (lab.Output, error) {
	call := fmt.Sprintf(format, args...)
	w.mu.Lock()
	w.calls = append(w.calls, call)
	w.mu.Unlock()
	if w.Answer == nil {
		return lab.Output{}, ctx.Err()
	}
	return w.Answer(ctx, call)
}

// fault, text and words give what a call comes to in the form that a method returns.
func fault(_ lab.Output, err error) error               { return err }
func text(out lab.Output, err error) (string, error)    { return out.Text, err }
func words(out lab.Output, err error) ([]string, error) { return strings.Fields(out.Text), err }

// Server is the URL of no server.
func (w *World) Server() string { return "https://127.0.0.1:6443" }

// Answers notes the call.
func (w *World) Answers(ctx context.Context) bool { return fault(w.call(ctx, "answers")) == nil }

// CreateNamespace gives the text of the answer as the UID.
func (w *World) CreateNamespace(ctx context.Context, name string) (string, error) {
	return text(w.call(ctx, "create namespace %s", name))
}

// DeleteNamespace notes the call.
func (w *World) DeleteNamespace(ctx context.Context, name string) error {
	return fault(w.call(ctx, "delete namespace %s", name))
}

// Apply gives the words of the answer as names.
func (w *World) Apply(ctx context.Context, namespace string, manifest []byte) ([]string, error) {
	return words(w.call(ctx, "apply in %s: %s", namespace, manifest))
}

// Adopt notes the call.
func (w *World) Adopt(ctx context.Context, namespace, reference string) error {
	return fault(w.call(ctx, "adopt %s in %s", reference, namespace))
}

// Mine notes the call.
func (w *World) Mine(ctx context.Context, namespace, reference string) error {
	return fault(w.call(ctx, "is %s of %s", reference, namespace))
}

// Delete notes the call.
func (w *World) Delete(ctx context.Context, o kube.Object, grace int64) error {
	return fault(w.call(ctx, "delete %s in %s, grace %d", o, o.Namespace, grace))
}

// Patch notes the call.
func (w *World) Patch(ctx context.Context, o kube.Object, kind types.PatchType, patch []byte) error {
	return fault(w.call(ctx, "patch %s in %s: %s", o, o.Namespace, patch))
}

// WaitFor notes the call.
func (w *World) WaitFor(ctx context.Context, o kube.Object, wait lab.Wait) error {
	return fault(w.call(ctx, "wait for %s in %s: %s", o, o.Namespace, wait.For()))
}

// Exec gives the answer.
func (w *World) Exec(ctx context.Context, namespace, pod, container string, command []string) (lab.Output, error) {
	return w.call(ctx, "exec %s/%s/%s: %s", namespace, pod, container, strings.Join(command, " "))
}

// Pods gives the words of the answer.
func (w *World) Pods(ctx context.Context, namespace string, of *lab.Objects) ([]string, error) {
	out, err := w.call(ctx, "pods %s in %s", of.Selector, namespace)
	return strings.Fields(out.Text), err
}

// Log gives the answer.
func (w *World) Log(ctx context.Context, namespace string, of lab.Logs) (lab.Output, error) {
	return w.call(ctx, "log of %s%s in %s", of.Pod, of.Container, namespace)
}

// Fields gives the text of the answer.
func (w *World) Fields(ctx context.Context, namespace string, of *lab.Objects, path string) (string, error) {
	out, err := w.call(ctx, "fields %s of %s in %s", path, of, namespace)
	return out.Text, err
}

// Select gives the list that the answer is.
func (w *World) Select(ctx context.Context, namespace string, of *lab.Objects) (items []any, err error) {
	out, err := w.call(ctx, "select %s in %s", of, namespace)
	if err == nil {
		err = json.Unmarshal([]byte(out.Text), &items)
	}
	return items, err
}

// Can says what the answer does: "yes", or anything else.
func (w *World) Can(ctx context.Context, namespace string, of *lab.Can) (bool, string, error) {
	out, err := w.call(ctx, "can %s %s %s in %s", of.As, of.Verb, of.Resource, namespace)
	return out.Text == "yes", out.Stderr, err
}

// Request gives the answer.
func (w *World) Request(ctx context.Context, r *lab.HTTP, _ *kube.Reach) (lab.Output, error) {
	return w.call(ctx, "request %s %s", r.Method, r.URL)
}

// Field gives the text of the answer.
func (w *World) Field(ctx context.Context, o kube.Object, path string) (string, error) {
	return text(w.call(ctx, "field %s of %s in %s", path, o, o.Namespace))
}

// Watch shows the answers, JSON or nothing, a second apart.
func (w *World) Watch(ctx context.Context, o kube.Object, done func(*unstructured.Unstructured) bool) error {
	for {
		out, err := w.call(ctx, "watch %s in %s", o, o.Namespace)
		if err != nil {
			return err
		}
		var object *unstructured.Unstructured
		if out.Text != "" {
			object = &unstructured.Unstructured{}
			if err := json.Unmarshal([]byte(out.Text), &object.Object); err != nil {
				return err
			}
		}
		if done(object) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// StartProxy starts a real one.
func (w *World) StartProxy(port int, namespace string) (*kube.Proxy, error) {
	if err := fault(w.call(context.Background(), "start proxy")); err != nil {
		return nil, err
	}
	proxy, err := w.client.StartProxy(port, namespace)
	w.Proxy = proxy
	return proxy, err
}

// Build gives the text of the answer as the ID.
func (w *World) Build(ctx context.Context, _ fs.FS, name string) (string, error) {
	return text(w.call(ctx, "build %s", name))
}

// Load gives the words of the answer as the nodes.
func (w *World) Load(ctx context.Context, name string) ([]string, error) {
	return words(w.call(ctx, "load %s", name))
}

// Bring notes the call as those of what it does.
func (w *World) Bring(ctx context.Context, _ fs.FS, name string) error {
	if err := fault(w.call(ctx, "ensure %s", name)); err != nil {
		return err
	}
	return fault(w.call(ctx, "load %s", name))
}

// Remove notes the call.
func (w *World) Remove(ctx context.Context, name string) error {
	return fault(w.call(ctx, "remove image %s", name))
}

// Namespace gives the text of the answer as the UID.
func (w *World) Namespace(ctx context.Context, name string) (string, error) {
	return text(w.call(ctx, "namespace %s", name))
}

// Contents gives the words of the answer, KIND/NAME, as objects.
func (w *World) Contents(ctx context.Context, namespace string) ([]*unstructured.Unstructured, error) {
	names, err := words(w.call(ctx, "contents of %s", namespace))
	var objects []*unstructured.Unstructured
	for _, word := range names {
		kind, name, _ := strings.Cut(word, "/")
		o := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": kind}}
		o.SetName(name)
		objects = append(objects, o)
	}
	return objects, err
}

// Recreate notes the call.
func (w *World) Recreate(ctx context.Context, namespace string, objects []*unstructured.Unstructured) error {
	var names []string
	for _, o := range objects {
		names = append(names, kube.Reference(o))
	}
	return fault(w.call(ctx, "recreate in %s: %s", namespace, strings.Join(names, " ")))
}

// Changes keeps the function, for a test to call by Change.
func (w *World) Changes(_ context.Context, _ string, changed func(error)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changed = changed
	return nil
}

// Change tells of a change in the namespace, or of a fault of the watch.
func (w *World) Change(err error) {
	w.mu.Lock()
	changed := w.changed
	w.mu.Unlock()
	changed(err)
}
