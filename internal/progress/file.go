package progress

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/replace"
)

// version is that of the file's form.
const version = 2

// File is a path that holds a Progress.
type File string

// NewerError is a file that a newer labs wrote; it is left as it is.
type NewerError struct {
	Path    string
	Version int
}

func (e *NewerError) Error() string { return e.Localized().String() }

// Localized says it in the reader's language.
func (e *NewerError) Localized() i18n.Message {
	return i18n.Text("progress file %q has version %d, but this labs supports version %d\nhint: use a newer labs, or move the file away to start from the beginning", e.Path, e.Version, version)
}

// Load reads the file. One that is no progress, because it was cut short, is put aside as setAside.
func (f File) Load() (p *Progress, setAside string, err error) {
	data, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return &Progress{Version: version}, "", nil
	}
	if err != nil {
		return nil, "", i18n.Errorf("read progress: %w", err)
	}
	p, err = decode(data)
	if p.Version > version {
		return nil, "", &NewerError{string(f), p.Version}
	}
	if err != nil || p.Version == 0 {
		setAside = string(f) + ".broken"
		return &Progress{Version: version}, setAside, os.Rename(string(f), setAside)
	}
	return p, "", nil
}

// first is what version 1 knew; it had one course.
type first struct {
	Labs map[string]*Lab `json:"labs"`
}

func decode(data []byte) (*Progress, error) {
	p := &Progress{}
	err := json.Unmarshal(data, p) // reads the version even where the rest has another form
	if p.Version != 1 || err != nil {
		return p, err
	}
	var old first
	err = json.Unmarshal(data, &old)
	*p = Progress{Version: version, Courses: map[string]*Course{Builtin: {Labs: old.Labs}}}
	return p, err
}

// Builtin is the name of the course that comes with the program.
const Builtin = "built-in"

// Update changes the progress in a course, while no other process does; after an error the file is as before.
func (f File) Update(course string, change func(*Course) error) (setAside string, err error) {
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o700); err != nil {
		return "", i18n.Errorf("save progress: %w", err)
	}
	lock := flock.New(string(f)+".lock", flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDWR))
	if err := lock.Lock(); err != nil {
		return "", i18n.Errorf("save progress: %w", err)
	}
	defer func() { _ = lock.Unlock() }()
	p, setAside, err := f.Load()
	if err != nil {
		return setAside, err
	}
	if err := change(p.Of(course)); err != nil {
		return setAside, err
	}
	return setAside, f.save(p)
}

// save replaces the file as a whole.
func (f File) save(p *Progress) error {
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := replace.File(string(f), append(data, '\n'), 0o600); err != nil {
		return i18n.Errorf("save progress: %w\nhint: your work in the cluster is not affected; free disk space or fix the directory, then run the same command again", err)
	}
	return nil
}
