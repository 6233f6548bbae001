package command

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"sync"
	"time"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/term"
)

// diagnostics gathers the evidence of the steps that failed in a cluster, and writes it into a folder.
type diagnostics struct {
	*Setup
	clusters Clusters
	// parent is the folder asked for; root is the one in it, once it is made.
	parent, root string
	// matrix says that several clusters share the root.
	matrix bool

	mu    sync.Mutex
	begun event.RunStarted
	// found has the evidence of each lab's last attempt, by its steps.
	found map[string]map[string][]event.Evidence
}

// Sink reads the events of a run.
func (d *diagnostics) Sink(e event.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch e := e.(type) {
	case event.RunStarted:
		d.begun, d.found = e, map[string]map[string][]event.Evidence{}
	case event.LabStarted:
		d.found[e.Lab.Metadata.Name] = map[string][]event.Evidence{}
	case event.StepFinished:
		if steps := d.found[e.Lab.Metadata.Name]; steps != nil && e.Err != nil {
			steps[e.Step.Name] = e.Evidence
		}
	case event.LabFinished:
		if e.Err == nil {
			delete(d.found, e.Lab.Metadata.Name)
		}
	}
}

// save writes diagnostics of a cluster and says where they are. A failure of that is only said.
func (d *diagnostics) save(ctx context.Context) {
	dir, err := d.folder()
	if err == nil {
		err = d.write(ctx, dir)
		d.Status.Clear()
		d.tell(d.T("diagnostics are in %s", dir))
	}
	if err != nil {
		d.tell(d.T("warning: the diagnostics are not complete: %v", err))
	}
}

func (d *diagnostics) tell(text string) { fmt.Fprintln(d.Streams.Err, term.Sanitize(text)) }

func (d *diagnostics) folder() (dir string, err error) {
	if d.root == "" {
		if d.root, err = newFolder(d.parent, time.Now()); err != nil {
			return "", i18n.Errorf("create a directory for diagnostics: %w", err)
		}
	}
	if d.matrix {
		return filepath.Join(d.root, fileName(d.begun.Cluster)), nil
	}
	return d.root, nil
}

// write writes all that was found, and what the cluster says of itself. What can be written is, whatever else cannot.
func (d *diagnostics) write(ctx context.Context, dir string) error {
	d.mu.Lock()
	begun, found := d.begun, maps.Clone(d.found)
	d.mu.Unlock()
	status := fmt.Sprintf("cluster: %s\nimage: %s\nversion: %s\n", begun.Cluster, begun.Image, begun.Version)
	faults := []error{put(filepath.Join(dir, "status.txt"), status)}
	for lab, steps := range found {
		for step, evidence := range steps {
			for _, e := range evidence {
				faults = append(faults, put(filepath.Join(dir, fileName(lab), fileName(step), fileName(e.Name)+".txt"), e.Text))
			}
		}
	}
	return errors.Join(append(faults, d.logs(ctx, begun.Cluster, filepath.Join(dir, "cluster")))...)
}

func (d *diagnostics) logs(ctx context.Context, name, dir string) error {
	machine := &limit.Machine{Pace: d.Dir(name).Pace()}
	d.Status.Set("Collecting the logs of cluster %q", name)
	ctx, cancel := limit.With(ctx, machine.Time(limit.ClusterLogs))
	defer cancel()
	return d.clusters(name).Logs(ctx, dir)
}
