package demand

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
	for i := range l.Steps {
		for _, o := range slices.Concat(l.Steps[i].Operations, l.Steps[i].Solution) {
			d.makes(&o)
		}
	}
	return d.names[kind+"/"+name]
}

func (d *deriver) makes(o *lab.Operation) {
	if o.Apply != "" {
		d.operation(o)
	}
	d.files(o.Kubectl)
	if words, _ := Words(o.Kubectl); len(words) > 2 && words[0] == "create" {
		d.named(kindOf(words[1]), words[2])
	}
}

// files notes the objects in the files that a command makes or changes.
func (d *deriver) files(args []string) {
	words, _ := Words(args)
	if len(words) == 0 || !slices.Contains([]string{"apply", "create", "replace"}, words[0]) {
		return
	}
	named, err := d.course.Named(d.lab, args)
	if err != nil {
		return // running it reports that
	}
	for _, file := range named {
		if text, err := fs.ReadFile(d.course.Files, file); err == nil && lab.IsManifest(file) {
			d.objects(text)
		}
	}
}
