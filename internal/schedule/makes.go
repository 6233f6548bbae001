package schedule

import (
	"io/fs"
	"slices"

	"labs.local/labs/internal/lab"
)

// Makes says whether a lab makes an object without a namespace, KIND/NAME as
// kubectl takes it: one of its manifests or commands does, or the lab's own
// namespace is in the name, which nobody else has.
func Makes(course *lab.Course, l *lab.Lab, object string) bool {
	kind, name := split(object)
	if own(name) {
		return true
	}
	d := newDeriver(course, l)
	for _, o := range l.Operations() {
		d.files(o)
		if words, _ := lab.KubectlWords(o.Kubectl); len(words) > 2 && words[0] == "create" {
			d.named(kindOf(words[1]), words[2])
		}
	}
	return d.names[kind+"/"+name]
}

// files notes the objects in the files of an operation that makes them.
func (d *deriver) files(o *lab.Operation) {
	applies := o.Facts().Manifest != ""
	words, _ := lab.KubectlWords(o.Kubectl)
	if !applies && (len(words) == 0 || !slices.Contains([]string{"apply", "create", "replace"}, words[0])) {
		return
	}
	files, err := d.course.FilesOf(d.lab, o)
	if err != nil {
		return // running it reports that
	}
	for _, file := range files {
		if text, err := fs.ReadFile(d.course.Files, file); err == nil && (applies || lab.IsManifest(file)) {
			d.objects(text)
		}
	}
}
