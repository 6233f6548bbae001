package trust

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
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

// The limits of what a digest is made of: files, and bytes in them.
const maxFiles, maxBytes = 10_000, 64 << 20

// Digest is made of all that a course does on this machine and of all files
// that came with it, which a script may run, but not of Git's own. It is ""
// for a course that is too large for that.
func Digest(course *lab.Course, actions []Action) (string, error) {
	d := &digest{files: course.Own, hash: sha256.New()}
	for _, a := range actions {
		fmt.Fprintf(d.hash, "%q %q %q\n", a.Lab.Metadata.Name, a.Step.Name, a.Text)
	}
	if err := fs.WalkDir(course.Own, ".", d.visit); err != nil {
		return "", i18n.Errorf("read the files of the course: %w", err)
	}
	if d.count > maxFiles || d.bytes > maxBytes {
		return "", nil
	}
	return hex.EncodeToString(d.hash.Sum(nil)), nil
}

type digest struct {
	files fs.FS
	hash  hash.Hash
	count int
	bytes int64
}

func (d *digest) visit(name string, entry fs.DirEntry, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return nil // nor can a script read it
	}
	if err != nil {
		return err
	}
	if entry.IsDir() && entry.Name() == ".git" {
		return fs.SkipDir
	}
	if d.count++; d.count > maxFiles || d.bytes > maxBytes {
		return fs.SkipAll
	}
	return d.add(name, entry)
}

func (d *digest) add(name string, entry fs.DirEntry) error {
	fmt.Fprintf(d.hash, "%q %v ", name, entry.Type())
	switch {
	case entry.Type()&fs.ModeSymlink != 0:
		target, err := fs.ReadLink(d.files, name)
		fmt.Fprintf(d.hash, "%q\n", target)
		return err
	case entry.Type().IsRegular():
		return d.content(name)
	}
	return nil
}

// content takes a file by its size and what is in it.
func (d *digest) content(name string) error {
	file, err := d.files.Open(name)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	read, err := io.Copy(d.hash, io.LimitReader(file, maxBytes-d.bytes+1))
	d.bytes += read
	fmt.Fprintf(d.hash, " %d\n", read)
	return err
}
