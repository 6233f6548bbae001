package lint

import (
	"path/filepath"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/replace"
)

// Fixed is a file that was mended.
type Fixed struct {
	File string
	// Text is what the file holds then.
	Text string
	// Rules names the rules that it had broken.
	Rules []string
}

// Mend gives the files of a course with what is mechanical mended: of those
// of some labs, or of all for nil, the ones that this changes.
func Mend(from *lab.Course, labs []*lab.Lab) ([]Fixed, error) {
	c, err := read(from)
	if err != nil {
		return nil, err
	}
	var fixed []Fixed
	belongs := filesOf(labs)
	for _, f := range c.files {
		if labs != nil && !belongs(f.name) {
			continue
		}
		if text, rules := c.mended(f); text != f.text {
			fixed = append(fixed, Fixed{f.name, text, rules})
		}
	}
	return fixed, nil
}

// Fix mends a course that was read from a folder, and gives what it has
// written. Each file is replaced as a whole and keeps its mode; nothing but
// the faults of the rules is changed in it.
func Fix(from *lab.Course, folder string, labs []*lab.Lab) ([]Fixed, error) {
	fixed, err := Mend(from, labs)
	for i, f := range fixed {
		name := filepath.Join(folder, filepath.FromSlash(f.File))
		if err := replace.File(name, []byte(f.Text), 0o644); err != nil {
			return fixed[:i], i18n.Errorf("fix %q: %w\nhint: the file was not changed", f.File, err)
		}
	}
	return fixed, err
}
