package workshop

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/replace"
)

// stage is a folder beside a file in which the file is made. One that was left behind is taken over.
type stage struct {
	path, dir, blobs string
	lock             *flock.Flock
}

// newStage makes the stage for a file, and keeps others from it.
func newStage(path string) (*stage, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".labs")
	s := &stage{path, dir, filepath.Join(dir, "blobs"), flock.New(filepath.Join(dir, "lock"))}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, i18n.Errorf("write bundle %q: %w", path, err)
	}
	locked, err := s.lock.TryLock()
	if err != nil {
		return nil, i18n.Errorf("write bundle %q: %w", path, err)
	}
	if !locked {
		return nil, i18n.Errorf("write bundle %q: another labs process is writing it\nhint: wait until it finishes, or choose another name with --output", path)
	}
	if err := errors.Join(os.RemoveAll(s.blobs), os.Mkdir(s.blobs, 0o700)); err != nil {
		s.close()
		return nil, i18n.Errorf("write bundle %q: %w", path, err)
	}
	return s, nil
}

// write makes the file, which is there only when it is complete and on the disk.
func (s *stage) write(work func(*os.File) error) error {
	if err := replace.Write(s.path, s.blobs, 0o644, work); err != nil {
		return i18n.Errorf("write bundle %q: %w", s.path, err)
	}
	return syncDir(filepath.Dir(s.path))
}

// close removes the stage.
func (s *stage) close() { _ = errors.Join(os.RemoveAll(s.dir), s.lock.Unlock()) }

// syncDir makes the names in a folder last. Some systems cannot.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = dir.Sync()
	return dir.Close()
}
