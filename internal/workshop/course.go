package workshop

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/gofrs/flock"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/i18n"
)

// course is one that is unpacked beside the others, and moved to its place when its bundle is known to be good.
type course struct {
	parent string

	bundle.Course
	lock *flock.Flock
	temp string
}

// begin says that the course is wanted.
func (c *course) begin(wanted bundle.Course) error {
	if wanted.Layer.Digest == "" {
		return nil
	}
	if err := os.MkdirAll(c.parent, 0o755); err != nil {
		return err
	}
	c.Course, c.lock = wanted, flock.New(filepath.Join(c.parent, ".lock"))
	locked, err := c.lock.TryLock()
	if err == nil && !locked {
		err = i18n.Errorf("another labs process is unpacking a course into %q\nhint: wait until it finishes, then run this command again", c.parent)
	}
	if err != nil {
		c.lock = nil
		return err
	}
	c.temp = filepath.Join(c.parent, ".new")
	return errors.Join(os.RemoveAll(c.temp), os.Mkdir(c.temp, 0o755))
}

// visit is a bundle.Visitor that unpacks the course.
func (c *course) visit(d oci.Descriptor, blob io.Reader) error {
	if c.temp == "" || d.Digest != c.Layer.Digest {
		return nil
	}
	return bundle.Unpack(blob, c.temp)
}

var unportable = regexp.MustCompile(`[^A-Za-z0-9.-]+`)

// place is the folder of the course: another state of it has another one.
func (c *course) place() string {
	name := strings.Trim(unportable.ReplaceAllString(c.Name, "_"), ".-")
	if name == "" {
		name = "course"
	}
	return filepath.Join(c.parent, name[:min(len(name), 60)]+"-"+c.Layer.Digest.Encoded()[:12])
}

// keep moves the course to its place, where it may be already, and gives what --dir takes.
func (c *course) keep() (string, error) {
	if c.temp == "" {
		return "", nil
	}
	place := c.place()
	if _, err := os.Stat(place); errors.Is(err, fs.ErrNotExist) {
		if err := errors.Join(os.Rename(c.temp, place), syncDir(c.parent)); err != nil {
			return "", i18n.Errorf("unpack the course to %q: %w", place, err)
		}
	}
	return filepath.Join(place, filepath.FromSlash(c.Main)), nil
}

// close removes what was not kept.
func (c *course) close() {
	if c.temp != "" {
		_ = os.RemoveAll(c.temp)
	}
	if c.lock != nil {
		_ = c.lock.Unlock()
	}
}
