package tutorial

import (
	"fmt"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// kubectl makes operations of a line of kubectl's.
func (i *importer) kubectl(words []string, c *command) bool {
	if len(words) == 0 || c.stmt.Background && !slices.Contains(words, "proxy") && !slices.Contains(words, "port-forward") {
		return false
	}
	k := parseKubectl(words)
	if k == nil {
		i.do(lab.Operation{Kubectl: words}, i18n.Text("today's kubectl does not take this line: %s", "kubectl "+strings.Join(words, " ")))
		return true
	}
	var todo i18n.Message
	if namespace := k.text("namespace"); i.namespaces.own(namespace) {
		k.words = k.without("namespace")
		i.words = append([]string{"kubectl"}, k.words...)
	} else if namespace != "" {
		todo = i18n.Text("this looks into the namespace %q; a lab has one of its own", namespace)
	}
	i.kubectlVerb(k, todo)
	return true
}

func (i *importer) kubectlVerb(k *invocation, todo i18n.Message) {
	verb, _, _ := strings.Cut(k.path, " ")
	files := k.list("filename")
	switch {
	case k.path == "apply" && len(files) > 0, k.path == "create" && len(files) > 0, k.path == "replace" && len(files) > 0:
		i.applyFiles(k, files)
	case k.path == "delete":
		i.delete(k, files)
	case k.path == "wait" && i.wait(k):
	case k.path == "exec":
		i.exec(k)
	case k.path == "run":
		i.runPod(k)
	case k.path == "proxy":
		i.proxy(k)
	case k.path == "port-forward":
		i.forward(k)
	case k.path == "rollout status":
		i.status(k)
	case k.path == "edit":
		i.do(lab.Operation{Kubectl: append([]string{"get"}, k.args...)}, i18n.Text("the tutorial has the reader edit this by hand: write the change as a kubectl patch, or make the step a task"))
	case k.path == "create namespace", verb == "config":
		i.notes = append(i.notes, i18n.Text("left out: %s, as each lab has a namespace of its own", "kubectl "+shorten(strings.Join(k.words, " "), 60)))
	case verb == "create", k.path == "expose", k.path == "autoscale":
		i.create(k, todo)
	case k.path == "get", k.path == "logs", k.path == "describe", k.path == "top pod", k.path == "events":
		i.look(k, todo)
	default:
		i.change(k, todo)
	}
}

// look is what reads; it ends by itself in a lab.
func (i *importer) look(k *invocation, todo i18n.Message) {
	words := k.without("watch", "watch-only", "follow")
	if k.path == "logs" {
		words = i.ofDeployment(words)
	}
	i.do(lab.Operation{Kubectl: words}, append(i.doubts(words), todo)...)
}

// ofDeployment names the Deployment instead of a Pod of it, whose name is
// another each time.
func (i *importer) ofDeployment(words []string) []string {
	words = slices.Clone(words)
	for n, word := range words {
		if word == "--" {
			break
		}
		if owner := i.owner(strings.TrimPrefix(word, "pod/")); owner != "" {
			words[n] = owner
		}
	}
	return words
}

// owner gives the Deployment that a Pod's name, such as web-5d59d67564-x2x9k,
// belongs to, or "".
func (i *importer) owner(pod string) string {
	if m := podOfDeployment.FindStringSubmatch(pod); m != nil && i.live["deployment/"+m[1]] != nil {
		return "deployment/" + m[1]
	}
	return ""
}

// doubts are about names that are others each time.
func (i *importer) doubts(words []string) []i18n.Message {
	for _, word := range words {
		if m := podOfDeployment.FindStringSubmatch(word); m != nil && strings.ContainsAny(m[2], "0123456789") {
			return []i18n.Message{i18n.Text("the name %s is another one each time: select by a label, or capture it", word)}
		}
		if placeholder.MatchString(word) {
			return []i18n.Message{i18n.Text("%s stands for a value that the reader puts in", word)}
		}
	}
	return nil
}

// change is what changes an object, with the check that follows from it.
func (i *importer) change(k *invocation, todo i18n.Message) {
	named := i.named(k)
	for _, reference := range named {
		i.touch(reference)
	}
	todos := append(i.doubts(k.words), todo)
	if k.path == "set image" {
		for _, image := range pairs(k.args) {
			todos = append(todos, i.foreignImage(image))
		}
	}
	s := i.do(lab.Operation{Kubectl: k.words}, todos...)
	if slices.Contains(rolling, k.path) {
		for _, reference := range named {
			if rolls(reference) {
				i.rollout(reference)
			}
		}
	}
	for _, reference := range named {
		i.effective(s, k, reference)
	}
}

// rolling are the commands after which a workload's Pods are replaced.
var rolling = []string{"scale", "set image", "set env", "set resources", "patch", "rollout undo", "rollout restart"}

// effective demands what a command makes of an object; or, where its words do
// not tell, that it was rolled out.
func (i *importer) effective(s *step, k *invocation, reference string) {
	kind, name, _ := strings.Cut(reference, "/")
	var todo []i18n.Message
	if k.path == "set image" {
		todo = append(todo, i18n.Text("the image is that of the operation above"))
	}
	switch tree := effect(k, reference); {
	case tree != nil:
		s.demand(lab.Check{Object: reference, Tree: tree}, todo...)
	case kind == "deployment" && slices.Contains(rolling, k.path):
		s.demand(lab.Check{Line: fmt.Sprintf("deployment %q successfully rolled out", name)})
	}
}

// status is "kubectl rollout status", which labs may have added already.
func (i *importer) status(k *invocation) {
	if i.last != nil && i.current == i.last && len(i.last.operations) > 0 {
		last := i.last.operations[len(i.last.operations)-1].Kubectl
		if named := references(k.args); len(last) > 2 && last[1] == "status" && len(named) == 1 && last[2] == named[0] {
			i.last.command, i.last.acts = i.words, false
			return
		}
	}
	i.look(k, i18n.Message{})
}

// named gives the objects that a changing command names.
func (i *importer) named(k *invocation) []string {
	args := k.args
	for n, arg := range args {
		if n > 0 && strings.ContainsAny(arg, "=") || n > 1 && strings.HasSuffix(arg, "-") {
			args = args[:n]
			break
		}
	}
	if files := k.list("filename"); len(files) > 0 && len(args) == 0 {
		for _, file := range files {
			for _, o := range i.open(file).objects {
				args = append(args, o.reference())
			}
		}
	}
	return references(args)
}

func (i *importer) delete(k *invocation, files []string) {
	var named []string
	for _, file := range files {
		m := i.open(file)
		for _, o := range m.objects {
			if o.kind != "Namespace" {
				named = append(named, o.reference())
			}
		}
	}
	named = append(named, references(k.args)...)
	now := k.on("now") || k.text("grace-period") == "0" || k.on("force")
	if len(named) == 0 || k.text("selector") != "" || k.on("all") || len(named) > 20 {
		i.do(lab.Operation{Kubectl: k.without("filename")}, i.doubts(k.words)...)
		return
	}
	for _, reference := range named {
		i.remove(reference, now)
	}
}

func (i *importer) remove(reference string, now bool) {
	kind, name, _ := strings.Cut(reference, "/")
	if kind == "namespace" && i.namespaces.own(name) {
		i.notes = append(i.notes, i18n.Text("left out: the deletion of namespace %q, as each lab has one of its own", name))
		return
	}
	i.touch(reference)
	doubt := i.doubts([]string{name})
	if owner := i.owner(name); owner != "" {
		doubt = append(doubt, i18n.Text("this Pod of %s has another name each time", owner))
	}
	s := i.do(lab.Operation{Delete: &lab.Delete{Object: reference, Now: now && kind == "pod"}}, doubt...)
	empty := ""
	s.demand(lab.Check{Kubectl: []string{"get", kind, name, "--ignore-not-found", "--output=name"}, Equals: &empty})
	delete(i.live, reference)
}

// wait is kubectl's, where it waits for one condition of objects that it
// names.
func (i *importer) wait(k *invocation) bool {
	condition, found := strings.CutPrefix(k.text("for"), "condition=")
	condition, _, _ = strings.Cut(condition, "=")
	named := references(k.args)
	if !found || len(named) == 0 || strings.EqualFold(strings.TrimPrefix(k.text("for"), "condition="), condition+"=false") {
		return false
	}
	for _, reference := range named {
		w := &lab.Wait{Object: reference, Condition: strings.ToUpper(condition[:min(1, len(condition))]) + condition[min(1, len(condition)):]}
		if limit, err := k.flags.GetDuration("timeout"); err == nil && k.text("timeout") != "" && limit > 0 {
			w.Timeout = lab.Duration{Duration: limit}
		}
		i.do(lab.Operation{Wait: w})
	}
	return true
}
