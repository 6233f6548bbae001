package lint

import (
	"path/filepath"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/replace"
)

// Fixed is a file that was fixed.
type Fixed struct {
	File string
	// Text is what the file holds then.
	Text string
	// Rules names the rules that it had broken.
	Rules []string
}

// Fixes gives the files that Fix would write: of some labs, or of all for nil.
func Fixes(from *lab.Course, labs []*lab.Lab) ([]Fixed, error) {
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
		if text, rules := c.fixed(f); text != f.text {
			fixed = append(fixed, Fixed{f.name, text, rules})
		}
	}
	return fixed, nil
}

// Fix fixes the mechanical problems of a course that was read from a directory, and gives what
// it has written. Each file is replaced atomically and keeps its mode; nothing but
// the problems of the rules is changed in it.
func Fix(from *lab.Course, folder string, labs []*lab.Lab) ([]Fixed, error) {
	fixed, err := Fixes(from, labs)
	for i, f := range fixed {
		name := filepath.Join(folder, filepath.FromSlash(f.File))
		if err := replace.File(name, []byte(f.Text), 0o644); err != nil {
			return fixed[:i], i18n.Errorf("fix %q: %w\nhint: the file was not changed", f.File, err)
		}
	}
	return fixed, err
}
