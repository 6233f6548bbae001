package command

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// put writes a file that must be new.
func put(file, text string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

var (
	// unportable are characters that some system does not take in file names; those of Kubernetes have no underscore.
	unportable = regexp.MustCompile(`[^A-Za-z0-9.-]+`)
	// reserved are the names that Windows keeps for devices, with any ending.
	reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`)
)

// nameLimit leaves room for an ending in the 255 bytes of a name.
const nameLimit = 200

// fileName makes of a name one that all systems take. It is never one of the cluster's own folder.
func fileName(name string) string {
	name = unportable.ReplaceAllString(name, "_")
	name = strings.TrimRight(name[:min(len(name), nameLimit)], ".")
	if name == "" || strings.HasPrefix(name, ".") || name == "cluster" || reserved.MatchString(name) {
		return "_" + name
	}
	return name
}

// newFolder makes a folder that was not there, named after the time.
func newFolder(parent string, now time.Time) (string, error) {
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return "", err
	}
	stamp := filepath.Join(parent, now.Format("20060102-150405"))
	dir := stamp
	for n := 2; ; n++ {
		err := os.Mkdir(dir, 0o755)
		if !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
		dir = stamp + "-" + strconv.Itoa(n)
	}
}
