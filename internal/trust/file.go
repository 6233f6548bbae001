package trust

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/replace"
)

// version is that of the file's form.
const version = 1

// File is a path that holds which courses may act on this machine.
type File string

// record is the file's content. One that cannot be read allows nothing.
type record struct {
	Version int                `json:"version"`
	Courses map[string]Allowed `json:"courses"`
}

// Allowed is a course as it was when the learner said yes to it.
type Allowed struct {
	Course string    `json:"course"`
	Time   time.Time `json:"time"`
}

// Has says whether the course with a digest was allowed.
func (f File) Has(digest string) bool {
	_, ok := f.load().Courses[digest]
	return ok && digest != ""
}

// Add remembers that a course is allowed. One without a digest is not remembered.
func (f File) Add(digest string, allowed Allowed) error {
	if digest == "" {
		return nil
	}
	if err := f.add(digest, allowed); err != nil {
		return i18n.Errorf("save the trust in the course: %w", err)
	}
	return nil
}

// add writes the file while no other process does.
func (f File) add(digest string, allowed Allowed) error {
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o700); err != nil {
		return err
	}
	lock := flock.New(string(f)+".lock", flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDWR))
	if err := lock.Lock(); err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	r := f.load()
	r.Courses[digest] = allowed
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return replace.File(string(f), append(data, '\n'), 0o600)
}

func (f File) load() *record {
	r := &record{}
	data, err := os.ReadFile(string(f))
	if err == nil {
		err = json.Unmarshal(data, r)
	}
	if err != nil || r.Version != version || r.Courses == nil {
		return &record{version, map[string]Allowed{}}
	}
	return r
}
