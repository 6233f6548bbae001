package replay

import (
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kubectl"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/draft"
	"labs.local/labs/internal/tutorial/page"
)

// verb is a line of kubectl's, as kubectl reads it.
type verb struct {
	line *line
	k    *kubectl.Command
	// todo is about a namespace that is not the lab's, or empty.
	todo i18n.Message
}

// kubectl makes operations of a line of kubectl's.
func (l *line) kubectl(words []string, background bool) bool {
	if len(words) == 0 || background && !slices.Contains(words, "proxy") && !slices.Contains(words, "port-forward") {
		return false
	}
	k, err := kubectl.Parse(words)
	if err != nil {
		l.do(lab.Operation{Kubectl: words}, i18n.Text("the current kubectl does not accept this line: %s", "kubectl "+strings.Join(words, " ")))
		return true
	}
	v := &verb{line: l, k: k}
	if namespace := k.Flag("namespace"); l.replay.page.Namespaces.Own(namespace) {
		k.Words = k.Without("namespace")
		l.typed.Words = append([]string{"kubectl"}, k.Words...)
	} else if namespace != "" {
		v.todo = i18n.Text("this uses namespace %q, but a lab has a namespace of its own", namespace)
	}
	v.run()
	return true
}

func (v *verb) run() {
	k := v.k
	first, _, _ := strings.Cut(k.Path, " ")
	files := k.List("filename")
	switch {
	case k.Path == "apply" && len(files) > 0, k.Path == "create" && len(files) > 0, k.Path == "replace" && len(files) > 0:
		v.applyFiles(files)
	case k.Path == "delete":
		v.delete(files)
	case k.Path == "wait" && v.wait():
	case k.Path == "exec":
		v.exec()
	case k.Path == "run":
		v.runPod()
	case k.Path == "proxy":
		v.proxy()
	case k.Path == "port-forward":
		v.forward()
	case k.Path == "rollout status":
		v.status()
	case k.Path == "edit":
		v.line.do(lab.Operation{Kubectl: append([]string{"get"}, k.Args...)}, i18n.Text("the tutorial asks the reader to edit this by hand: write the change as a kubectl patch, or make the step a task"))
	case k.Path == "create namespace", first == "config":
		v.line.note(i18n.Text("skipped: %s, because each lab has its own namespace", "kubectl "+draft.Shorten(strings.Join(k.Words, " "), 60)))
	case first == "create", k.Path == "expose", k.Path == "autoscale":
		v.create()
	case k.Path == "get", k.Path == "logs", k.Path == "describe", k.Path == "top pod", k.Path == "events":
		v.look()
	default:
		v.change()
	}
}

// look is what reads; it ends by itself in a lab.
func (v *verb) look() {
	words := v.k.Without("watch", "watch-only", "follow")
	operation := lab.Operation{Kubectl: words}
	if v.k.Path == "logs" {
		words = v.line.replay.objects.owners(words)
		operation = logs(words)
	}
	v.line.do(operation, append(doubts(words), v.todo)...)
}

// logs reads all that one container has printed, as far as a line asks for no more
// and no less.
func logs(words []string) lab.Operation {
	k, _ := kubectl.Parse(words)
	if k == nil || len(k.Args) != 1 || len(k.Without("container", "previous")) != 2 {
		return lab.Operation{Kubectl: words}
	}
	pod := strings.TrimPrefix(k.Args[0], "pod/")
	if strings.Contains(pod, "/") {
		return lab.Operation{Kubectl: words}
	}
	return lab.Operation{Logs: &lab.Logs{Pod: pod, Container: k.Flag("container"), Previous: k.On("previous")}}
}

// change is what changes an object, with the check that follows from it.
func (v *verb) change() {
	named := v.named()
	for _, reference := range named {
		v.line.touch(reference)
	}
	todos := append(doubts(v.k.Words), v.todo)
	if v.k.Path == "set image" {
		for _, image := range pairs(v.k.Args) {
			todos = append(todos, v.line.replay.draft.ForeignImage(image))
		}
	}
	s := v.line.do(v.changing(named), todos...)
	if slices.Contains(rolling, v.k.Path) {
		for _, reference := range named {
			kind, _, _ := strings.Cut(reference, "/")
			if slices.Contains([]string{"deployment", "statefulset", "daemonset"}, kind) {
				v.rollout(reference)
			}
		}
	}
	for _, reference := range named {
		v.effective(s, reference)
	}
}

// changing is the operation of a command that changes objects.
func (v *verb) changing(named []string) lab.Operation {
	line := lab.Operation{Kubectl: v.k.Words}
	if v.k.Path != "patch" || len(named) != 1 || v.k.Flag("subresource") != "" || !v.todo.IsZero() {
		return line
	}
	patch := &lab.Patch{Object: named[0]}
	var err error
	switch text := []byte(v.k.Flag("patch")); v.k.Flag("type") {
	case "json":
		err = yaml.Unmarshal(text, &patch.JSON)
	case "merge":
		err = yaml.Unmarshal(text, &patch.Merge)
	default:
		err = yaml.Unmarshal(text, &patch.Strategic)
	}
	if err != nil || patch.JSON == nil && patch.Merge == nil && patch.Strategic == nil {
		return line
	}
	return lab.Operation{Patch: patch}
}

// rolling are the commands after which a workload's Pods are replaced.
var rolling = []string{"scale", "set image", "set env", "set resources", "patch", "rollout undo", "rollout restart"}

// rollout waits for the rollout of an object; where the words do not tell what becomes of it, the wait has an output to
// demand.
func (v *verb) rollout(reference string) {
	if effect(v.k) != nil {
		v.line.rollout(reference)
		return
	}
	v.line.do(lab.Operation{Kubectl: []string{"rollout", "status", reference, "--timeout=" + rolloutLimit.String()}})
}

// effective demands what a command makes of an object; or, where its words do not tell, that it was rolled out.
func (v *verb) effective(s *draft.Step, reference string) {
	kind, name, _ := strings.Cut(reference, "/")
	var todo []i18n.Message
	if v.k.Path == "set image" {
		todo = append(todo, i18n.Text("keep this image the same as in the operation above"))
	}
	switch tree := effect(v.k); {
	case tree != nil:
		s.Demand(lab.Check{Object: reference, Tree: tree}, todo...)
	case kind == "deployment" && slices.Contains(rolling, v.k.Path):
		s.Demand(lab.Check{Line: fmt.Sprintf("deployment %q successfully rolled out", name)})
	}
}

// status is "kubectl rollout status", which labs may have added already.
func (v *verb) status() {
	named := kubectl.References(v.k.Args)
	instead := lab.Operation{Kubectl: append(v.k.Without("watch", "timeout"), "--timeout="+rolloutLimit.String())}
	if len(named) == 1 && v.line.replay.draft.Waits(v.line.typed, named[0], instead) {
		return
	}
	v.todo = i18n.Message{}
	v.look()
}

// named gives the objects that a changing command names.
func (v *verb) named() []string {
	args := v.k.Args
	for n, arg := range args {
		if n > 0 && strings.ContainsAny(arg, "=") || n > 1 && strings.HasSuffix(arg, "-") {
			args = args[:n]
			break
		}
	}
	if len(args) == 0 {
		return v.inFiles(v.k.List("filename"), func(*page.Object) bool { return true })
	}
	return kubectl.References(args)
}

// inFiles gives the objects of manifests.
func (v *verb) inFiles(files []string, wanted func(*page.Object) bool) []string {
	var named []string
	for _, file := range files {
		for _, o := range v.line.replay.open(file).Objects {
			if wanted(o) {
				named = append(named, o.Reference())
			}
		}
	}
	return named
}

func (v *verb) delete(files []string) {
	named := v.inFiles(files, func(o *page.Object) bool { return o.Kind != "Namespace" })
	named = append(named, kubectl.References(v.k.Args)...)
	now := v.k.On("now") || v.k.Flag("grace-period") == "0" || v.k.On("force")
	if len(named) == 0 || v.k.Flag("selector") != "" || v.k.On("all") || len(named) > 20 {
		v.line.do(lab.Operation{Kubectl: v.k.Without("filename")}, doubts(v.k.Words)...)
		return
	}
	for _, reference := range named {
		v.line.remove(reference, now)
	}
}

func (l *line) remove(reference string, now bool) {
	kind, name, _ := strings.Cut(reference, "/")
	if kind == "namespace" && l.replay.page.Namespaces.Own(name) {
		l.note(i18n.Text("skipped: the deletion of namespace %q, because each lab has its own namespace", name))
		return
	}
	l.touch(reference)
	doubt := doubts([]string{name})
	if owner := l.replay.objects.owner(name); owner != "" {
		doubt = append(doubt, i18n.Text("this Pod of %s has a different name each time", owner))
	}
	s := l.do(lab.Operation{Delete: &lab.Delete{Object: reference, Now: now && kind == "pod"}}, doubt...)
	empty := ""
	s.Demand(lab.Check{Kubectl: []string{"get", kind, name, "--ignore-not-found", "--output=name"}, Equals: &empty})
	delete(l.replay.objects, reference)
}

// wait is kubectl's, of objects that it names.
func (v *verb) wait() bool {
	named := kubectl.References(v.k.Args)
	var waits []lab.Wait
	for _, text := range v.k.List("for") {
		wait, ok := waitFor(text)
		if !ok {
			return false
		}
		wait.Timeout.Duration = max(0, v.k.Duration("timeout"))
		waits = append(waits, wait)
	}
	for _, reference := range named {
		for _, wait := range waits {
			wait.Object = reference
			v.line.do(lab.Operation{Wait: &wait})
		}
	}
	return len(named) > 0 && len(waits) > 0
}

// waitFor reads the value of kubectl's --for.
func waitFor(text string) (wait lab.Wait, ok bool) {
	what, rest, _ := strings.Cut(text, "=")
	switch value, wanted, has := cutLast(rest); {
	case text == "delete":
		return lab.Wait{Deleted: true}, true
	case what == "jsonpath":
		path := strings.Trim(value, "'\"")
		if !strings.HasPrefix(path, "{") {
			path = "{." + strings.TrimPrefix(path, ".") + "}"
		}
		wait = lab.Wait{JSONPath: path}
		if has {
			wait.Value = strings.Trim(wanted, "'\"")
		}
		return wait, true
	case what != "condition" || value == "" || strings.EqualFold(wanted, "false"):
		return wait, false
	default:
		return lab.Wait{Condition: strings.ToUpper(value[:1]) + value[1:]}, true
	}
}

// cutLast cuts around the last "=" that is outside of a JSONPath's braces.
func cutLast(text string) (before, after string, found bool) {
	if at := strings.LastIndexByte(text, '='); at > strings.LastIndexByte(text, '}') {
		return text[:at], text[at+1:], true
	}
	return text, "", false
}
