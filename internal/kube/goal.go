package kube

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/util/jsonpath"
	"k8s.io/kubectl/pkg/polymorphichelpers"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// goal is what an object is waited for to become.
type goal struct {
	// unmet says that it is not so, never that it will not be.
	unmet, never i18n.Message
	look         func(*unstructured.Unstructured) seen
	// about says whether the goal is about a condition.
	about func(condition string) bool
	// like is a condition that has to become true for the goal, or "".
	like string
}

// seen is what an object is as to a goal.
type seen struct {
	done bool
	// now is what it is instead, never why it cannot reach the goal any more;
	// both may be zero.
	now, never i18n.Message
}

func goalOf(o Object, w lab.Wait) (*goal, error) {
	switch {
	case w.Rollout:
		return rollout(o), nil
	case w.JSONPath != "":
		return fieldGoal(o, w)
	}
	return &goal{
		unmet: i18n.Text("%s is not %s", o, w.Condition),
		never: i18n.Text("%s will not become %s", o, w.Condition),
		look: func(object *unstructured.Unstructured) seen {
			return seen{done: met(object, w.Condition), never: hopeless(object, w.Condition)}
		},
		about: func(condition string) bool { return strings.EqualFold(condition, w.Condition) },
		like:  w.Condition,
	}, nil
}

// rollout is done when kubectl rollout status says so.
func rollout(o Object) *goal {
	look := func(object *unstructured.Unstructured) seen {
		viewer, err := polymorphichelpers.StatusViewerFor(object.GroupVersionKind().GroupKind())
		if err != nil {
			return seen{never: i18n.Text("only a Deployment, a StatefulSet or a DaemonSet is rolled out")}
		}
		now, done, err := viewer.Status(object, 0)
		if err != nil {
			return seen{never: i18n.Text("%v", err)}
		}
		return seen{done: done, now: i18n.Foreign(strings.TrimSpace(now))}
	}
	return &goal{
		unmet: i18n.Text("%s is not rolled out", o), never: i18n.Text("%s will not be rolled out", o),
		look: look, about: func(string) bool { return false }, like: "Available",
	}
}

// phasePath is the field of a Pod that no longer changes once the Pod has ended.
const phasePath = "{.status.phase}"

// fieldGoal is a field that has a value, or any where none is wanted.
func fieldGoal(o Object, w lab.Wait) (*goal, error) {
	path := jsonpath.New(o.Reference).AllowMissingKeys(true)
	if err := path.Parse(w.JSONPath); err != nil {
		return nil, i18n.Errorf("JSONPath %q: %w", w.JSONPath, err)
	}
	about := func(condition string) bool { return strings.Contains(w.JSONPath, condition) }
	look := func(object *unstructured.Unstructured) (s seen) {
		var text strings.Builder
		if err := path.Execute(&text, object.Object); err != nil {
			return seen{now: i18n.Text("%v", err)}
		}
		now := text.String()
		has := w.Value == nil && now != "" || w.Value != nil && now == fmt.Sprint(w.Value)
		s.done = has && !(strings.Contains(w.JSONPath, "status") && Behind(o, object, about) != nil)
		switch {
		case has || w.Value == nil:
		case now == "":
			s.now = i18n.Text("it has no value")
		default:
			s.now = i18n.Text("it is %q", now)
			if w.JSONPath == phasePath && podEnded(object) {
				s.never = hopeless(object, string(corev1.PodReady))
			}
		}
		return s
	}
	g := &goal{
		unmet: i18n.Text("%s of %s has no value", w.JSONPath, o), never: i18n.Text("%s of %s will have no value", w.JSONPath, o),
		look: look, about: about,
	}
	if value := fmt.Sprint(w.Value); w.Value != nil {
		g.unmet, g.never = i18n.Text("%s of %s is not %q", w.JSONPath, o, value), i18n.Text("%s of %s will not become %q", w.JSONPath, o, value)
	}
	return g, nil
}
