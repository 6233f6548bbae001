package course

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

var numbered = regexp.MustCompile(`^([0-9]{1,6})-(.+)$`)

// Folder gives the folder of a new lab in a course: behind all others.
func Folder(course fs.FS, name string) (string, error) {
	folders, err := fs.ReadDir(course, "labs")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	last, width := 0, 2
	for _, folder := range folders {
		found := numbered.FindStringSubmatch(folder.Name())
		if found == nil {
			continue
		}
		number, _ := strconv.Atoi(found[1])
		last, width = max(last, number), max(width, len(found[1]))
		if found[2] == name {
			return "", taken(name, path.Join("labs", folder.Name()))
		}
	}
	// Labs that are wrong yet leave the course an error, and the others in it.
	if known, _ := lab.Load(course); known != nil && known.Lab(name) != nil {
		return "", taken(name, known.Lab(name).Dir)
	}
	number := fmt.Sprintf("%0*d", width, last+1)
	if len(number) > width {
		return "", i18n.Errorf("the directories are numbered up to %d, and %s would sort before them\nhint: add one digit to all numbers, for example %s", last, number, "0"+strings.Repeat("9", width))
	}
	return path.Join("labs", number+"-"+name), nil
}

func taken(name, dir string) error { return i18n.Errorf("name %q is already used by %s", name, dir) }
