package schedule

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"labs.local/labs/internal/lab"
)

// kubectl notes what a command takes outside of the lab's namespace, and how many Pods it makes of what is there.
func (d *deriver) kubectl(args []string) {
	words, flags := lab.KubectlWords(args)
	if len(words) < 2 {
		return
	}
	changes := lab.KubectlChanges(args) != ""
	if namespace := flags["-n"] + flags["--namespace"]; namespace != "" && changes {
		d.named("namespace", namespace)
	}
	kind, name := kindOf(words[1]), ""
	if len(words) > 2 {
		name = words[2]
	}
	if strings.Contains(words[1], "/") {
		kind, name = split(words[1])
	}
	switch {
	case words[0] == "taint", words[0] == "cordon", words[0] == "drain", words[0] == "uncordon":
		d.alone = true
	case words[0] == "create" && (kind == "clusterrolebinding" && Everybody(flags["--group"])):
		d.alone = true
		fallthrough
	case changes:
		d.named(kind, name)
	}
	switch replicas, err := strconv.ParseInt(flags["--replicas"], 10, 32); {
	case words[0] == "delete":
		delete(d.workloads, kind+"/"+name)
	case words[0] == "scale" && err == nil:
		d.scale(kind+"/"+name, replicas)
	}
}

// commands gives the arguments of each kubectl that a script runs, as far as that can be seen without a shell.
func commands(script string) (found [][]string) {
	for line := range strings.SplitSeq(strings.ReplaceAll(script, "\\\n", " "), "\n") {
		words := strings.Fields(line)
		if at := slices.IndexFunc(words, func(w string) bool { return strings.HasSuffix(w, "kubectl") }); at >= 0 {
			found = append(found, words[at+1:])
		}
	}
	return found
}

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
