package tutorial

import (
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/lab"
)

// applyFiles is kubectl's apply, create and replace of files and URLs.
func (i *importer) applyFiles(k *invocation, files []string) {
	for _, file := range files {
		m := i.open(file)
		if k.path == "replace" && k.on("force") {
			for _, o := range m.objects {
				i.remove(o.reference(), true)
			}
			i.current = nil
		}
		i.apply(m)
	}
}

// apply applies a manifest, waits until what it makes can be worked with, and
// demands that it is there.
func (i *importer) apply(m *manifest) {
	if len(m.objects) > 0 && !slices.ContainsFunc(m.objects, func(o *object) bool { return o.kind != "Namespace" || !i.namespaces.own(o.name) }) {
		i.notes = append(i.notes, i18n.Text("left out: %s, as each lab has a namespace of its own", m.file))
		return
	}
	m.applied = true
	for _, o := range m.objects {
		i.touch(o.reference())
	}
	var todo []i18n.Message
	if slices.ContainsFunc(m.objects, func(o *object) bool { return o.name == "" }) {
		todo = append(todo, i18n.Text("generateName gives another name each time: select what it makes by a label"))
	}
	s := i.do(lab.Operation{Apply: m.file}, todo...)
	for _, o := range m.objects {
		if o.name == "" || o.kind == "Namespace" && i.namespaces.own(o.name) {
			continue
		}
		before := i.live[o.reference()]
		i.live[o.reference()] = o
		i.ready(o, before)
		i.made(s, o, before)
	}
}

// create is kubectl's, of an object by its flags.
func (i *importer) create(k *invocation, todo i18n.Message) {
	if k.text("dry-run") != "" && k.text("dry-run") != "none" {
		i.look(k, todo)
		return
	}
	o := i.described(k)
	if o == nil {
		i.do(lab.Operation{Kubectl: k.words}, append(i.doubts(k.words), todo)...)
		return
	}
	i.touch(o.reference())
	s := i.do(lab.Operation{Kubectl: k.words}, todo, i.foreignImage(k.text("image")), i.localFile(k))
	before := i.live[o.reference()]
	i.live[o.reference()] = o
	i.ready(o, before)
	i.made(s, o, before)
}

// described gives the object that flags describe, or nil.
func (i *importer) described(k *invocation) *object {
	kind := canonical(strings.TrimPrefix(k.path, "create "))
	name := ""
	if len(k.args) > 0 {
		name = k.args[len(k.args)-1]
	}
	switch k.path {
	case "expose", "autoscale":
		kind = map[string]string{"expose": "service", "autoscale": "horizontalpodautoscaler"}[k.path]
		if named := references(k.args); len(named) == 1 {
			_, name, _ = strings.Cut(named[0], "/")
		}
		if k.text("name") != "" {
			name = k.text("name")
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
	for name, value := range pairs(k.list("from-literal")) {
		data[name] = value
	}
	if replicas := number(k.text("replicas")); replicas > 0 {
		spec["replicas"] = replicas
	}
	return &object{kind: kind, name: name, tree: map[string]any{"spec": spec, "data": data}}
}

// foreignImage says what to do about an image that no folder of the course is.
func (i *importer) foreignImage(name string) i18n.Message {
	if name == "" {
		return i18n.Message{}
	}
	i.foreign = true
	return i18n.Text("the image %s comes from a registry; where none is in reach, use one that the course builds, such as %s", name, image.Reference("toolbox"))
}

func (i *importer) localFile(k *invocation) i18n.Message {
	if k.text("from-file") == "" && k.text("from-env-file") == "" {
		return i18n.Message{}
	}
	return i18n.Text("this reads files of the folder that labs runs in: a manifest of the ConfigMap or Secret needs none")
}

// runPod is "kubectl run", of a Pod that stays or that does one thing.
func (i *importer) runPod(k *invocation) {
	if len(k.args) == 0 || k.text("dry-run") != "" && k.text("dry-run") != "none" {
		i.look(k, i18n.Message{})
		return
	}
	name := k.args[0]
	words := k.without("tty", "stdin")
	todo := i.foreignImage(k.text("image"))
	interactive := k.on("stdin") || k.on("tty")
	command := k.command
	if len(command) == 0 {
		command = k.args[1:]
	}
	switch {
	case interactive && isShell(command):
		k.words = words
		words = append(k.upToCommand("rm", "stdin", "attach", "quiet"), "--command", "--", "sleep", "999999")
		i.enter(&lab.Exec{Pod: name, Command: command})
	case interactive || k.on("rm") || k.on("attach"):
		if interactive {
			words = slices.Insert(words, 1, "--stdin")
		}
		i.do(lab.Operation{Kubectl: words}, todo)
		return
	}
	o := &object{kind: "pod", name: name, tree: map[string]any{"spec": map[string]any{"restartPolicy": k.text("restart")}}}
	if interactive {
		o.tree = nil
	}
	i.touch(o.reference())
	s := i.do(lab.Operation{Kubectl: words}, append(i.doubts(words), todo)...)
	i.live[o.reference()] = o
	i.ready(o, nil)
	i.made(s, o, nil)
	if k.on("expose") {
		i.made(s, &object{kind: "service", name: name}, nil)
	}
}

// upToCommand gives the line up to the command of a Pod, without some flags.
func (k *invocation) upToCommand(names ...string) []string {
	words := k.without(names...)
	if at := slices.Index(words, "--"); at >= 0 {
		return words[:at]
	}
	if extra := len(k.args) - 1; extra > 0 {
		return words[:len(words)-extra]
	}
	return words
}
