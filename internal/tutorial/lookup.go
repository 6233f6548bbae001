package tutorial

import (
	"io"
	"io/fs"
	"strconv"
	"strings"
)

// lookUp reads a file that the tutorial names from those beside it: of a/b/c
// also as b/c and c, as a URL's path begins with what no folder has.
func (i *importer) lookUp(name string) (string, bool) {
	for i.options.Files != nil && fs.ValidPath(name) && name != "." {
		if text, ok := read(i.options.Files, name); ok {
			return text, true
		}
		_, rest, found := strings.Cut(name, "/")
		if !found {
			break
		}
		name = rest
	}
	return "", false
}

// read gives a regular file of no more than MaxSize.
func read(files fs.FS, name string) (string, bool) {
	info, err := fs.Stat(files, name)
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	file, err := files.Open(name)
	if err != nil {
		return "", false
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err != nil || len(data) > MaxSize {
		return "", false
	}
	return harmless(data), true
}

func decimal(n int) string { return strconv.Itoa(n) }

// number reads digits; too many of them are 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
