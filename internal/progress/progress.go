// Package progress remembers how far a learner is, in a file that a crash
// cannot harm.
package progress

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"

	"labs.local/labs/internal/lab"
)

// version is that of the file's form.
const version = 1

// Progress is what a learner has done, by the names of labs and steps.
type Progress struct {
	Version int             `json:"version"`
	Labs    map[string]*Lab `json:"labs"`
}

// Lab is how far one lab is.
type Lab struct {
	// Passed holds the names of the steps whose checks held.
	Passed []string `json:"passed"`
	// Values are those captured so far.
	Values lab.Values `json:"values,omitempty"`
	Done   bool       `json:"done,omitempty"`
}

// File is a path that holds a Progress.
type File string

// NewerError is a file that a newer labs wrote; it is left as it is.
type NewerError struct {
	Path    string
	Version int
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("progress file %q is of version %d, and this labs knows version %d\nhint: use the newer labs, or move the file away to begin anew", e.Path, e.Version, version)
}

// Load reads the file. One that cannot be read as progress, because it was
// cut short, is put aside, and setAside is its new path.
func (f File) Load() (p *Progress, setAside string, err error) {
	p = &Progress{Version: version, Labs: map[string]*Lab{}}
	data, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return p, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("read progress: %w", err)
	}
	read := &Progress{}
	err = json.Unmarshal(data, read) // reads the version even where the rest has another form
	if read.Version > version {
		return nil, "", &NewerError{string(f), read.Version}
	}
	if err != nil || read.Version == 0 {
		setAside = string(f) + ".broken"
		return p, setAside, os.Rename(string(f), setAside)
	}
	if read.Labs == nil {
		read.Labs = p.Labs
	}
	return read, "", nil
}

// Save replaces the file as a whole.
func (f File) Save(p *Progress) error {
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o700); err != nil {
		return fmt.Errorf("save progress: %w", err)
	}
	if err := renameio.WriteFile(string(f), append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("save progress: %w", err)
	}
	return nil
}

// Lab gives the progress of a lab, which may be none.
func (p *Progress) Lab(name string) *Lab {
	if p.Labs[name] == nil {
		p.Labs[name] = &Lab{}
	}
	return p.Labs[name]
}
