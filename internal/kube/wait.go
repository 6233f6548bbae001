package kube

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync/atomic"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// WaitFor watches an object until it is as a wait wants it. The error says what
// was seen last.
func (c *Client) WaitFor(ctx context.Context, o Object, w lab.Wait) error {
	switch {
	case w.Deleted:
		return c.waitDeleted(ctx, o)
	case w.Log != "":
		return c.waitLog(ctx, o, w)
	}
	g, err := goalOf(o, w)
	if err != nil {
		return err
	}
	limited, end := context.WithCancelCause(ctx)
	defer end(nil)
	never := func(why i18n.Message) { end(i18n.Errorf("%v: %v", g.never, why)) }
	var last atomic.Pointer[unstructured.Unstructured]
	go c.givenUp(limited, &last, func(ctx context.Context, object *unstructured.Unstructured) i18n.Message {
		return c.hopelessPods(ctx, object, g.like)
	}, never)
	looked := false
	err = c.Watch(limited, o, func(object *unstructured.Unstructured) bool {
		if last.Store(object); object == nil {
			return false
		}
		s := g.look(object)
		if !s.done && s.never.IsZero() && !looked {
			looked = true // once: kinds stay as they are
			s.never = c.noField(object, w.JSONPath)
		}
		if !s.done && !s.never.IsZero() {
			never(s.never)
		}
		return s.done || !s.never.IsZero()
	})
	if cause := context.Cause(limited); cause != nil && cause != context.Cause(ctx) {
		return cause // it was given up
	}
	if outOfTime(err) {
		return i18n.Errorf("%v: %v", g.unmet, c.why(o, last.Load(), g))
	}
	return err
}

// pathFields are those of a JSONPath that goes from field to field.
var pathFields = regexp.MustCompile(`^\{((?:\.[A-Za-z]\w*|\[\d+\])+)\}$`)

// noField says which field of a JSONPath the kind of an object does not have.
func (c *Client) noField(object *unstructured.Unstructured, template string) i18n.Message {
	m := pathFields.FindStringSubmatch(template)
	if m == nil {
		return i18n.Message{}
	}
	fields := strings.FieldsFunc(indexes.ReplaceAllString(m[1], ""), func(r rune) bool { return r == '.' })
	unknown, there := c.UnknownField(object, fields)
	if unknown == "" {
		return i18n.Message{}
	}
	return i18n.Text("a %s has no field %s; the fields there are %s", object.GetKind(), unknown, strings.Join(there, ", "))
}

var indexes = regexp.MustCompile(`\[\d+\]`)

// outOfTime says whether a wait ended with its limit, and not because the API
// server was away.
func outOfTime(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) && !errors.As(err, new(*silentError))
}

// why says what is known of an object that has not reached the goal.
func (c *Client) why(o Object, object *unstructured.Unstructured, g *goal) i18n.Message {
	if object == nil {
		return c.explain(nil)
	}
	if behind := new(BehindError); errors.As(Behind(o, object, g.about), &behind) {
		return behind.Localized()
	}
	if now := g.look(object).now; !now.IsZero() {
		return i18n.Join("; ", now, c.explain(object))
	}
	return c.explain(object)
}

// waitDeleted waits until an object is not there.
func (c *Client) waitDeleted(ctx context.Context, o Object) error {
	last, err := untilGone(ctx, o, c.Watch, c.quiet)
	if outOfTime(err) && last != nil && last.GetDeletionTimestamp() == nil {
		return i18n.Errorf("%s still exists: nothing has deleted it", o)
	}
	return stayed(o, last, err)
}
