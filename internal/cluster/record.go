package cluster

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/replace"
)

// record is what labs remembers of a cluster that it made: enough to know it
// again, and to know a cluster of somebody else's with the same name.
type record struct {
	Engine string `json:"engine"`
	// EngineID tells that engine from others with the same command.
	EngineID string `json:"engineID,omitempty"`
	Image    string `json:"image"`
	// Owner is the ID of what labs makes in it.
	Owner string `json:"owner,omitempty"`
	// Created is when the creation began; Nodes are the containers' IDs,
	// none until it is done.
	Created time.Time `json:"created"`
	Nodes   []string  `json:"nodes,omitempty"`
	// Network is set where the engine had no network of kind's before.
	Network string `json:"network,omitempty"`
	// Pace says how slow the machine showed itself when the cluster started.
	Pace limit.Pace `json:"pace,omitempty"`
}

// by says whether an engine made the cluster, as far as that is known.
func (r *record) by(e *engine.Engine) bool {
	return (r.Engine == "" || r.Engine == e.Name) && (r.EngineID == "" || e.Identity() == "" || r.EngineID == e.Identity())
}

// known is what is remembered, as far as it can be read.
func (d Dir) known() record {
	if r, err := d.read(); err == nil && r != nil {
		return *r
	}
	return record{}
}

// Engine is the name of the engine that made the cluster, "" if that is not known.
func (d Dir) Engine() string { return d.known().Engine }

// Made gives what is remembered of a cluster that was made to its end; ok is false where there is none.
func (d Dir) Made() (status Status, ok bool) {
	r := d.known()
	if len(r.Nodes) == 0 {
		return Status{}, false
	}
	return Status{State: Running, Engine: r.Engine, Image: r.Image}, true
}

// read gives nil where nothing is remembered.
func (d Dir) read() (*record, error) {
	data, err := os.ReadFile(d.record())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r := &record{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, &damagedError{d.record(), err}
	}
	return r, nil
}

func (d Dir) write(r *record) error {
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return err
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return replace.File(d.record(), data, 0o600)
}

// damagedError is a record that was cut short or overwritten.
type damagedError struct {
	path string
	err  error
}

func (e *damagedError) Error() string { return e.Localized().String() }

func (e *damagedError) Localized() i18n.Message {
	return i18n.Text("cannot read its record %s: %v", e.path, e.err)
}

// Pace is that of the machine, as it showed itself when the cluster last started.
func (d Dir) Pace() limit.Pace { return max(1, d.known().Pace) }
