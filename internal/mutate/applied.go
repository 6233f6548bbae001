package mutate

import (
	"maps"
	"slices"
	"strings"

	"labs.local/labs/internal/lab"
)

// manifest is one that the lab applies: the name by which it does, its path in the
// course, and the index of the first step that does.
type manifest struct {
	name, path string
	step       int
}

// applied gives the manifests that the lab applies, in order, also by kubectl.
func (d *deriver) applied() (all []manifest) {
	for i, o := range d.lab.Operations() {
		files := d.files(o)
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if !slices.ContainsFunc(all, func(m manifest) bool { return m.path == files[name] }) {
				all = append(all, manifest{name, files[name], i})
			}
		}
	}
	return all
}

// files gives the paths of the manifests of one operation, by their names.
func (d *deriver) files(o *lab.Operation) map[string]string {
	verb, _, _ := strings.Cut(lab.KubectlChanges(o.Kubectl), " ")
	makes := slices.Contains([]string{"apply", "create", "patch", "replace"}, verb)
	if !makes && o.Facts().Manifest == "" {
		return nil
	}
	files, _ := d.course.FilesOf(d.lab, o)
	maps.DeleteFunc(files, func(_, file string) bool { return makes && !lab.IsManifest(file) })
	return files
}
