package workshop

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/lab"
)

// Trees gives all files that a course consists of: its own, and those of the
// images that it takes from elsewhere, so that no other version of labs builds
// others.
func Trees(course *lab.Course) []bundle.Tree {
	own := course.Own
	if own == nil {
		return []bundle.Tree{{FS: course.Files, Root: "."}}
	}
	trees := []bundle.Tree{{FS: own, Root: "."}}
	ready, built := course.NeededImages()
	names := slices.Concat(ready, built)
	for i := 0; i < len(names); i++ {
		folder := path.Join("images", names[i])
		if _, err := fs.Stat(own, folder); errors.Is(err, fs.ErrNotExist) && !slices.Contains(names[:i], names[i]) {
			trees = append(trees, bundle.Tree{FS: course.Files, Root: folder})
		}
		bases, _ := image.Bases(course.Files, names[i], "")
		for _, base := range bases {
			if name, is := ownImage(course.Files, base); is && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return trees
}

// ownImage gives the folder of images/ that a reference stands for.
func ownImage(files fs.FS, reference string) (name string, is bool) {
	name, is = strings.CutPrefix(reference, "localhost/")
	name, _, _ = strings.Cut(name, ":")
	if !is || image.Reference(name) != reference {
		return "", false
	}
	_, err := fs.Stat(files, path.Join("images", name, "Dockerfile"))
	return name, err == nil
}
