package lint

import (
	"path/filepath"

	"github.com/google/renameio/v2"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Fixed is a file that was mended.
type Fixed struct {
	File string
	// Rules names the rules that it had broken.
	Rules []string
}

// Fix mends what is mechanical in a course that was read from a folder: in
// the files of some labs, or in all for nil. Each file is replaced as a whole and keeps its mode; nothing but the faults of
// the rules is changed in it.
func Fix(from *lab.Course, folder string, labs []*lab.Lab) ([]Fixed, error) {
	c, err := read(from)
	if err != nil {
		return nil, err
	}
	var fixed []Fixed
	belongs := filesOf(labs)
	for _, f := range c.files {
		text, rules := c.mended(f)
		if text == f.text || labs != nil && !belongs(f.name) {
			continue
		}
		name := filepath.Join(folder, filepath.FromSlash(f.name))
		if err := renameio.WriteFile(name, []byte(text), 0o644, renameio.WithExistingPermissions(), renameio.WithTempDir(filepath.Dir(name))); err != nil {
			return fixed, i18n.Errorf("mend %q: %w\nhint: the file is as it was", f.name, err)
		}
		fixed = append(fixed, Fixed{f.name, rules})
	}
	return fixed, nil
}
