package app

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/testkit"
)

// bringer is a target whose engine notes what is asked of it.
type bringer struct {
	target
	calls []string
	// fails is the call that has an error.
	fails string
}

func (b *bringer) images(context.Context) (imageTools, error) {
	return imageTools{builder: b, loader: b}, nil
}

func (b *bringer) note(call string) error {
	b.calls = append(b.calls, call)
	if call == b.fails {
		return errors.New("no space left")
	}
	return nil
}

func (b *bringer) Ensure(_ context.Context, _ fs.FS, name string) error {
	return b.note("ensure " + name)
}

func (b *bringer) Build(_ context.Context, _ fs.FS, name string) (string, error) {
	return "", b.note("build " + name)
}

func (b *bringer) Load(_ context.Context, name string) ([]string, error) {
	return nil, b.note("load " + name)
}

func (b *bringer) Remove(_ context.Context, name string) error { return b.note("remove " + name) }

func TestAnImageThatIsThereIsLookedForOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bringer{}
		i := &images{of: b}
		bring := func(name string) { testkit.Must(t, i.Bring(t.Context(), nil, name)) }
		looked := []string{"ensure one", "load one"}
		bring("one")
		bring("one")
		testkit.Equal(t, b.calls, looked)
		bring("two")
		testkit.Equal(t, b.calls[2:], []string{"ensure two", "load two"})

		b.calls = nil
		time.Sleep(fresh)
		bring("one")
		testkit.Equal(t, b.calls, looked)

		testkit.Must(t, i.Remove(t.Context(), "one"))
		bring("one")
		testkit.Equal(t, b.calls[2:], []string{"remove one", "ensure one", "load one"})
	})
}

func TestAnImageThatCouldNotBeBroughtIsTriedAgain(t *testing.T) {
	for fails, calls := range map[string][]string{"ensure one": {"ensure one", "ensure one"}, "load one": {"ensure one", "load one", "ensure one", "load one"}} {
		b := &bringer{fails: fails}
		i := &images{of: b}
		for range 2 {
			if err := i.Bring(t.Context(), nil, "one"); err == nil {
				t.Error("no error")
			}
		}
		testkit.Equal(t, b.calls, calls)
	}
}
