package replay

import (
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kubectl"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

// applyFiles is kubectl's apply, create and replace of files and URLs.
func (v *verb) applyFiles(files []string) {
	for _, file := range files {
		m := v.line.replay.open(file)
		if v.k.Path == "replace" && v.k.On("force") {
			for _, o := range m.Objects {
				v.line.remove(o.Reference(), true)
			}
			v.line.replay.draft.Close()
		}
		v.line.apply(m)
	}
}

// apply applies a manifest, waits until what it makes can be worked with, and demands that it is there.
func (l *line) apply(m *page.Manifest) {
	own := func(o *page.Object) bool {
		return o.Kind == "Namespace" && l.replay.page.Namespaces.Own(o.Name)
	}
	if len(m.Objects) > 0 && !slices.ContainsFunc(m.Objects, func(o *page.Object) bool { return !own(o) }) {
		l.note(i18n.Text("skipped: %s, because each lab has its own namespace", m.File))
		return
	}
	m.Applied = true
	for _, o := range m.Objects {
		l.touch(o.Reference())
	}
	var todo []i18n.Message
	if slices.ContainsFunc(m.Objects, func(o *page.Object) bool { return o.Name == "" }) {
		todo = append(todo, i18n.Text("generateName creates a new name each time: select the object by a label"))
	}
	s := l.do(lab.Operation{Apply: m.File}, todo...)
	for _, o := range m.Objects {
		if o.Name != "" && !own(o) {
			l.made(s, o)
		}
	}
}

// create is kubectl's, of an object by its flags.
func (v *verb) create() {
	if v.isDryRun() {
		v.look()
		return
	}
	o := described(v.k)
	if o == nil {
		v.line.do(lab.Operation{Kubectl: v.k.Words}, append(doubts(v.k.Words), v.todo)...)
		return
	}
	v.line.touch(o.Reference())
	s := v.line.do(lab.Operation{Kubectl: v.k.Words}, v.todo, v.line.replay.draft.ForeignImage(v.k.Flag("image")), localFile(v.k))
	v.line.made(s, o)
}

func (v *verb) isDryRun() bool { return v.k.Flag("dry-run") != "" && v.k.Flag("dry-run") != "none" }

// described gives the object that flags describe, or nil.
func described(k *kubectl.Command) *page.Object {
	kind := kubectl.Canonical(strings.TrimPrefix(k.Path, "create "))
	name := ""
	if len(k.Args) > 0 {
		name = k.Args[len(k.Args)-1]
	}
	switch k.Path {
	case "expose", "autoscale":
		kind = map[string]string{"expose": "service", "autoscale": "horizontalpodautoscaler"}[k.Path]
		if named := kubectl.References(k.Args); len(named) == 1 {
			_, name, _ = strings.Cut(named[0], "/")
		}
		if k.Flag("name") != "" {
			name = k.Flag("name")
		}
	case "create secret generic", "create secret tls", "create secret docker-registry":
		kind = "secret"
	case "create service clusterip", "create service nodeport", "create service loadbalancer", "create service externalname":
		kind = "service"
	case "create token", "create":
		return nil
	}
	if name == "" || placeholder.MatchString(name) {
		return nil
	}
	spec, data := map[string]any{}, map[string]any{}
	for name, value := range pairs(k.List("from-literal")) {
		data[name] = value
	}
	if replicas := number(k.Flag("replicas")); replicas > 0 {
		spec["replicas"] = replicas
	}
	return &page.Object{Kind: kind, Name: name, Tree: map[string]any{"spec": spec, "data": data}}
}

func localFile(k *kubectl.Command) i18n.Message {
	if k.Flag("from-file") == "" && k.Flag("from-env-file") == "" {
		return i18n.Message{}
	}
	return i18n.Text("this reads files from the directory where labs runs: use a manifest of the ConfigMap or Secret instead")
}

// runPod is "kubectl run", of a Pod that stays or that does one thing.
func (v *verb) runPod() {
	k, l := v.k, v.line
	if len(k.Args) == 0 || v.isDryRun() {
		v.todo = i18n.Message{}
		v.look()
		return
	}
	name := k.Args[0]
	words := k.Without("tty", "stdin")
	todo := l.replay.draft.ForeignImage(k.Flag("image"))
	interactive := k.On("stdin") || k.On("tty")
	command := k.Inner
	if len(command) == 0 {
		command = k.Args[1:]
	}
	o := &page.Object{Kind: "pod", Name: name, Tree: tree("spec", tree("restartPolicy", k.Flag("restart")))}
	switch {
	case interactive && isShell(command):
		k.Words = words
		words = append(k.UpToInner("rm", "stdin", "attach", "quiet"), "--command", "--", "sleep", "999999")
		l.replay.container = &container{exec: &lab.Exec{Pod: name, Command: command}}
		o.Tree = nil
	case interactive:
		l.do(lab.Operation{Kubectl: slices.Insert(words, 1, "--stdin")}, todo)
		return
	case k.On("rm") || k.On("attach"):
		l.do(lab.Operation{Kubectl: words}, todo)
		return
	}
	l.touch(o.Reference())
	s := l.do(lab.Operation{Kubectl: words}, append(doubts(words), todo)...)
	delete(l.replay.objects, o.Reference())
	l.made(s, o)
	if k.On("expose") {
		l.demand(s, &page.Object{Kind: "service", Name: name}, nil)
	}
}
