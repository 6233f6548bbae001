package trust

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

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
