package kube

import (
	"context"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
)

// BehindError says that an object's status is about an older generation of it.
type BehindError struct {
	Object               Object
	Generation, Observed int64
}

func (e *BehindError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *BehindError) Localized() i18n.Message {
	return i18n.Text("the controller of %s has not processed generation %d yet; the status is from generation %d", e.Object, e.Generation, e.Observed)
}

// Behind gives a *BehindError where the status as a whole, or a condition that
// somebody asks about, is of an older generation than the object, as far as
// the kind says so.
func Behind(o Object, object *unstructured.Unstructured, about func(condition string) bool) error {
	status, _, _ := unstructured.NestedMap(object.Object, "status")
	for _, observed := range observed(status, about) {
		if observed < object.GetGeneration() {
			return &BehindError{o, object.GetGeneration(), observed}
		}
	}
	return nil
}

// observed gives the generation of a status, and those of the conditions in
// it; Gateways have them deeper down.
func observed(status map[string]any, about func(string) bool) []int64 {
	var found []int64
	if n, ok := status["observedGeneration"].(int64); ok {
		found = append(found, n)
	}
	for name, part := range status {
		list, _ := part.([]any)
		if fields, ok := part.(map[string]any); ok {
			list = []any{fields}
		}
		for _, item := range list {
			fields, _ := item.(map[string]any)
			if kind, _ := fields["type"].(string); name != "conditions" || about(kind) {
				found = append(found, observed(fields, about)...)
			}
		}
	}
	return found
}

// met says whether a condition of an object is "True", of the generation that
// the object has now: as kubectl wait (k8s.io/kubectl/pkg/cmd/wait).
func met(object *unstructured.Unstructured, name string) bool {
	for _, condition := range list(object, "status", "conditions") {
		if kind, _ := condition["type"].(string); !strings.EqualFold(kind, name) {
			continue
		}
		observed, known := condition["observedGeneration"].(int64)
		if !known {
			observed, known, _ = unstructured.NestedInt64(object.Object, "status", "observedGeneration")
		}
		status, _ := condition["status"].(string)
		return strings.EqualFold(status, "True") && (!known || observed >= object.GetGeneration())
	}
	return false
}

// current reads an object, for a template that may be about its status when
// that is of the generation that the object has now.
func (c *Client) current(ctx context.Context, o Object, template string) (*unstructured.Unstructured, error) {
	object, err := c.Get(ctx, o)
	behind := func(object *unstructured.Unstructured) error {
		return Behind(o, object, func(condition string) bool { return strings.Contains(template, condition) })
	}
	if err != nil || !strings.Contains(template, "status") || behind(object) == nil {
		return object, err
	}
	last := behind(object)
	err = c.Watch(ctx, o, func(now *unstructured.Unstructured) bool {
		if now == nil {
			return false
		}
		object, last = now, behind(now)
		return last == nil
	})
	if err != nil && ctx.Err() != nil {
		return nil, i18n.Errorf("%w: %w", err, last)
	}
	return object, err
}
