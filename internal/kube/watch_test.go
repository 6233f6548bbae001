package kube

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func ready(status string) string {
	return pod(`{"conditions": [{"type": "Ready", "status": "` + status + `", "reason": "Starting"}]}`)
}

// event is what a watch tells of an object.
func event(kind, object string) string {
	return `{"type": "` + kind + `", "object": ` + strings.Replace(object, `"uid"`, `"resourceVersion": "2", "uid"`, 1) + `}`
}

func TestWaitForEndsWhenTheConditionIsTrue(t *testing.T) {
	c, a := serve(t, map[string]string{webPath: ready("False")})
	a.watched <- event("MODIFIED", ready("True"))
	testkit.Must(t, c.WaitFor(t.Context(), Object{"pod/web", "one-x"}, lab.Wait{Condition: "Ready"}))
}

func TestWatchShowsAnObjectAsItComesAndGoes(t *testing.T) {
	c, a := serve(t, nil)
	a.watched <- event("ADDED", ready("False"))
	a.watched <- event("DELETED", ready("False"))
	var seen []string
	err := c.Watch(t.Context(), Object{"pod/web", "one-x"}, func(o *unstructured.Unstructured) bool {
		name := "nothing"
		if o != nil {
			name = o.GetName()
		}
		if len(seen) == 0 || seen[len(seen)-1] != name {
			seen = append(seen, name)
		}
		return len(seen) == 3
	})
	testkit.Must(t, err)
	testkit.Equal(t, seen, []string{"nothing", "web", "nothing"})
}

func TestWaitForSaysWhatItSawLast(t *testing.T) {
	c, _ := serve(t, map[string]string{webPath: ready("False")})
	testkit.Equal(t, testkit.Text(deadline(t, c)), "pod/web is not Ready: Ready is False: Starting")
}

func TestWaitForSaysThatNothingWasThere(t *testing.T) {
	c, _ := serve(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := c.WaitFor(ctx, Object{"pod/web", "one-x"}, lab.Wait{Condition: "Ready"})
	testkit.Equal(t, testkit.Text(err), "pod/web is not Ready: it does not exist")
}

// deadline waits for a Pod until a deadline that the first look at it was in
// time for.
func deadline(t *testing.T, c *Client) error {
	t.Helper()
	var err error
	for limit := 100 * time.Millisecond; limit < time.Minute; limit *= 4 {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		err = c.WaitFor(ctx, Object{"pod/web", "one-x"}, lab.Wait{Condition: "Ready"})
		cancel()
		if !strings.Contains(testkit.Text(err), "does not exist") {
			break
		}
	}
	return err
}

func TestAnInterruptedWatchEndsWithTheContextsError(t *testing.T) {
	c, _ := serve(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	err := c.Watch(ctx, Object{"pod/web", "one-x"}, func(*unstructured.Unstructured) bool {
		cancel()
		return false
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAPodThatIsToGoNowIsForcedOnAClusterOfOnesOwn(t *testing.T) {
	busy := strings.Replace(ready("True"), `"containers"`, `"hostNetwork": true, "containers"`, 1)
	for pod, want := range map[string]int{ready("True"): 2, busy: 1} {
		c, a := serve(t, map[string]string{webPath: pod})
		testkit.Must(t, c.For(Owner{Alone: true}).Delete(t.Context(), Object{"pod/web", "one-x"}, Now))
		testkit.Equal(t, len(a.changed()), want)
	}
}

// TestAPodThatIsMadeAnewAtOnceIsAnother has a controller that puts a Pod in the place of one
// that goes, before anybody has looked.
func TestAPodThatIsMadeAnewAtOnceIsAnother(t *testing.T) {
	c, a := serve(t, map[string]string{webPath: ready("True")})
	looked := false
	a.asked = func(path string) {
		if gone := a.objects[webPath] == ""; path == webPath && looked && gone {
			a.objects[webPath] = strings.Replace(ready("True"), "\"u1\"", "\"u2\"", 1)
		}
		looked = true
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	testkit.Must(t, c.For(Owner{Alone: true}).Delete(ctx, Object{"pod/web", "one-x"}, Now))
}

func TestDeleteWaitsUntilTheObjectIsGone(t *testing.T) {
	for grace, want := range map[int64]string{1: `"gracePeriodSeconds":1`, -1: `"apiVersion":"v1"}`} {
		c, a := serve(t, map[string]string{webPath: ready("True")})
		testkit.Must(t, c.Delete(t.Context(), Object{"pod/web", "one-x"}, grace))
		got := a.changed()
		if len(got) != 1 || !strings.HasPrefix(got[0], "DELETE "+webPath+" ") || !strings.Contains(got[0], want) {
			t.Errorf("grace %d: the changes were %s", grace, got)
		}
	}
}

func TestAServerThatStopsAnsweringIsNamed(t *testing.T) {
	c, a := serve(t, map[string]string{webPath: ready("False")})
	_, _, err := c.locate(t.Context(), Object{"pod/web", "one-x"}) // learns the kinds while the server answers
	testkit.Must(t, err)
	a.server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err = c.WaitFor(ctx, Object{"pod/web", "one-x"}, lab.Wait{Condition: "Ready"})
	testkit.Equal(t, testkit.Text(err), "the API server at "+c.Server()+" did not answer")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v hides the deadline", err)
	}
}

func TestAnInterruptedWatchBlamesNoServer(t *testing.T) {
	c, _ := serve(t, map[string]string{webPath: ready("False")})
	_, err := c.Get(t.Context(), Object{"pod/web", "one-x"}) // the kinds are known
	testkit.Must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = c.Watch(ctx, Object{"pod/web", "one-x"}, func(*unstructured.Unstructured) bool { return false })
	testkit.Equal(t, testkit.Text(err), "context canceled")
}
