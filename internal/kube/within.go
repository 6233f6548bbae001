package kube

import (
	"context"
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"labs.local/labs/internal/i18n"
)

// Foreign is what stands before the object, in the error of a request that would
// have changed one which is not the lab's; kubectl prints it among other words.
const Foreign = "this lab did not create "

// Within has a config's requests change what is a lab's alone: what lies in its
// namespace, or in one that it made, and what it made outside of namespaces. They
// read everything.
func Within(config *rest.Config, namespace string) {
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return &within{next, namespace} })
}

type within struct {
	next      http.RoundTripper
	namespace string
}

// WrappedRoundTripper lets client-go find what is below.
func (w *within) WrappedRoundTripper() http.RoundTripper { return w.next }

// RoundTrip looks at the object first that a request is to change, or at its
// namespace.
func (w *within) RoundTrip(request *http.Request) (*http.Response, error) {
	if at := changed(request); at != "" && at != w.home() {
		if err := w.judge(request, at); err != nil {
			return nil, err
		}
	}
	return w.next.RoundTrip(request)
}

func (w *within) home() string { return "/api/v1/namespaces/" + w.namespace }

func (w *within) judge(request *http.Request, at string) error {
	object, err := w.get(request, at)
	if err != nil || object == nil {
		return err
	}
	lab, err := w.get(request, w.home())
	if err != nil {
		return err
	}
	if lab == nil || !madeBy(lab, object) {
		return i18n.Errorf("this lab did not create %s", at[strings.LastIndexByte(path.Dir(at), '/')+1:])
	}
	return nil
}

// madeBy says whether an object is of a lab: its namespace's dependent, or
// nobody's and made since the lab began, as by a script of it or by the learner.
func madeBy(namespace, object metav1.Object) bool {
	owners := slices.DeleteFunc(slices.Clone(object.GetOwnerReferences()), func(r metav1.OwnerReference) bool { return r.Kind != "Namespace" })
	if len(owners) == 0 {
		began, made := namespace.GetCreationTimestamp(), object.GetCreationTimestamp()
		return !made.Before(&began)
	}
	return slices.ContainsFunc(owners, func(r metav1.OwnerReference) bool { return r.Name == namespace.GetName() })
}

// get reads the metadata of what is at a path; nil where nothing is.
func (w *within) get(like *http.Request, at string) (*metav1.PartialObjectMetadata, error) {
	request := like.Clone(like.Context())
	request.Method, request.Body, request.ContentLength = http.MethodGet, nil, 0
	request.URL.Path, request.URL.RawPath, request.URL.RawQuery = at, "", ""
	request.Header = http.Header{"Accept": {"application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json"}, "Authorization": like.Header["Authorization"]}
	response, err := w.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	object := &metav1.PartialObjectMetadata{}
	switch response.StatusCode {
	case http.StatusNotFound:
		return nil, nil
	case http.StatusOK:
		return object, json.NewDecoder(response.Body).Decode(object)
	}
	return nil, i18n.Errorf("get %s: %s", at, response.Status)
}

// Mine is an error where an object that lies in no namespace is there and is not
// the lab's.
func (c *Client) Mine(ctx context.Context, namespace, reference string) error {
	kind, name, _ := strings.Cut(reference, "/")
	mapping, err := c.locateMapping(ctx, strings.ToLower(kind))
	if err != nil || mapping.Scope.Name() != meta.RESTScopeNameRoot {
		return nil // what it is about says so itself
	}
	object, err := c.resource(mapping, "").Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	lab, err := c.typed.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{})
	if err != nil {
		return err
	}
	if object.GetUID() == lab.GetUID() || madeBy(lab, object) {
		return nil
	}
	return foreign(object)
}

// connecting are subresources by which a request acts, whatever its method.
var connecting = []string{"attach", "exec", "portforward", "proxy"}

// changed gives the path of what a request changes: of an object outside of
// namespaces, or of the namespace that it is in. It is "" where nothing is
// changed, or where something new is made outside of namespaces.
func changed(r *http.Request) string {
	parts := strings.Split(r.URL.Path, "/") // "", "api", "v1" or "", "apis", GROUP, VERSION
	head := 3
	if len(parts) > 1 && parts[1] == "apis" {
		head = 4
	}
	if len(parts) <= head || parts[1] == "apis" && (parts[2] == "authentication.k8s.io" || parts[2] == "authorization.k8s.io") {
		return ""
	}
	object, scope := parts[head:], parts[head:min(len(parts), head+2)]
	if object[0] == "namespaces" && len(object) > 3 {
		object = object[2:]
	}
	reads := r.Method == http.MethodGet && !(len(object) > 2 && slices.Contains(connecting, object[2]))
	makes := r.Method == http.MethodPost && len(scope) == 1
	if reads || makes || slices.Contains(r.URL.Query()["dryRun"], metav1.DryRunAll) {
		return ""
	}
	return strings.Join(append(parts[:head:head], scope...), "/")
}
