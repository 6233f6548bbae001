package runner

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// watch holds a live object against a check at each change of it. Where the
// API server does not answer within the limit, it is looked at once more.
func (s *Session) watch(ctx context.Context, c *lab.Check, most *limit.Span, match func(lab.Output) error) error {
	once := s.runner.Limits.Machine.Time(limit.Look)
	if rest := most.Rest(); rest > 0 {
		seen, err := s.see(most, c, match, false)
		if seen || rest >= once.Duration || ctx.Err() != nil {
			return err
		}
	}
	look, cancel := limit.With(ctx, once)
	defer cancel()
	_, err := s.see(look, c, match, true)
	return err
}

// see watches until the object matches, or with once until it is there to
// look at; seen says that it was looked at.
func (s *Session) see(ctx context.Context, c *lab.Check, match func(lab.Output) error, once bool) (seen bool, err error) {
	object := s.object(c)
	var last error
	err = s.runner.Cluster.Watch(ctx, object, func(now *unstructured.Unstructured) bool {
		seen, last = true, matchObject(c, object, now, match)
		return last == nil || once
	})
	if (err == nil || errors.Is(err, context.DeadlineExceeded)) && last != nil {
		return seen, last
	}
	return seen, err
}

// object is the one that a check watches.
func (s *Session) object(c *lab.Check) kube.Object {
	return kube.Object{Reference: cmp.Or(c.Object, c.Absent), Namespace: cmp.Or(c.Namespace, s.Values["namespace"])}
}

func matchObject(c *lab.Check, o kube.Object, object *unstructured.Unstructured, match func(lab.Output) error) error {
	if c.Absent != "" {
		if object == nil {
			return nil
		}
		return &check.Mismatch{Expected: i18n.Text("%s not to exist", c.Absent), Note: i18n.Text("it exists")}
	}
	if object == nil {
		return &check.Mismatch{Expected: i18n.Text("%s to exist", c.Object)}
	}
	if err := behind(c, o, object); err != nil {
		return err
	}
	text, err := json.Marshal(object.Object)
	if err != nil {
		return err
	}
	return match(lab.Output{Text: string(text)})
}

// behind says that a check is about a status which the object's controller has
// not brought up to date yet.
func behind(c *lab.Check, o kube.Object, object *unstructured.Unstructured) error {
	tree, err := json.Marshal(c.Tree)
	if err != nil {
		return err
	}
	about := string(tree) + c.CEL + c.Line + c.Match
	if !strings.Contains(about, "status") {
		return nil
	}
	return kube.Behind(o, object, func(condition string) bool { return condition != "" && strings.Contains(about, condition) })
}
