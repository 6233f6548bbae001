package command

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/replace"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/term"
)

// namespaces is the file of the namespaces that a run has not removed: the next run removes what a killed one left.
type namespaces struct {
	file   string
	status *term.Status
	// interrupted is over when the run is not to go on.
	interrupted context.Context

	mu       sync.Mutex
	made     []string
	removing []string
}

// noted is a cluster whose namespaces are noted before they are made.
type noted struct {
	runner.Cluster
	namespaces *namespaces
}

// CreateNamespace notes the namespace first.
func (c *noted) CreateNamespace(ctx context.Context, name string) (string, error) {
	if err := c.namespaces.note(name); err != nil {
		return "", err
	}
	return c.Cluster.CreateNamespace(ctx, name)
}

// DeleteNamespace says after Ctrl-C what it removes.
func (c *noted) DeleteNamespace(ctx context.Context, name string) error {
	n := c.namespaces
	n.begin(name)
	n.show()
	err := c.Cluster.DeleteNamespace(ctx, name)
	n.end(name)
	if err == nil {
		n.forget(name)
	}
	n.show()
	return err
}

func (n *namespaces) note(name string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.made = append(n.made, name)
	return n.write()
}

func (n *namespaces) begin(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.removing = append(n.removing, name)
}

func (n *namespaces) end(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.removing = slices.DeleteFunc(n.removing, func(other string) bool { return other == name })
}

// show says what is being removed while a person waits for the end.
func (n *namespaces) show() {
	n.mu.Lock()
	names := strings.Join(slices.Sorted(slices.Values(n.removing)), ", ")
	n.mu.Unlock()
	if names != "" && n.interrupted.Err() != nil {
		n.status.Ending(false, i18n.Text("Interrupted: deleting namespace %s; press Ctrl-C again to keep it", names))
	}
}

// forget takes a namespace out of the file: it is gone, or kept for a person.
func (n *namespaces) forget(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.made = slices.DeleteFunc(n.made, func(other string) bool { return other == name })
	_ = n.write() // then the next run looks for one that is not there
}

func (n *namespaces) write() error {
	if len(n.made) == 0 {
		if err := os.Remove(n.file); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	return replace.File(n.file, []byte(strings.Join(n.made, "\n")+"\n"), 0o600)
}

// sink leaves alone what a person asked to keep.
func (n *namespaces) sink(e event.Event) {
	if kept, ok := e.(event.LabKept); ok {
		n.forget(kept.Namespace)
	}
}

// clear removes what an earlier run left, within a limit; what does not go stays noted.
func (c *noted) clear(within limit.Time) error {
	left, err := c.namespaces.left()
	if err != nil || left == nil {
		return err
	}
	interrupted, status := c.namespaces.interrupted, c.namespaces.status
	status.Set("Cleaning up after an interrupted run: %s", strings.Join(left, ", "))
	defer status.Clear()
	ctx, cancel := limit.With(interrupted, within)
	defer cancel()
	var group errgroup.Group
	for _, name := range left {
		group.Go(func() error { _ = c.DeleteNamespace(ctx, name); return nil })
	}
	_ = group.Wait()
	return interrupted.Err()
}

// left reads what an earlier run left, nil where there is nothing.
func (n *namespaces) left() ([]string, error) {
	text, err := os.ReadFile(n.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	n.made = strings.Fields(string(text))
	return slices.Clone(n.made), err
}

// tell says at the end of a run what is left, and what removes it.
func (n *namespaces) tell(s *term.Streams) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.status.Clear()
	for _, name := range n.made {
		s.Say("  ! namespace %s was not deleted. The next `labs test` deletes it; to delete it now, run: labs kubectl delete namespace %s", name, name)
	}
}
