package tutorial

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// exec is "kubectl exec": a command in a container, or a shell in which the
// next lines are typed.
func (i *importer) exec(k *invocation) {
	pod, command := "", k.command
	if len(k.args) > 0 {
		pod = strings.TrimPrefix(strings.TrimPrefix(k.args[0], "pods/"), "pod/")
		if len(command) == 0 {
			command = k.args[1:] // as it was once written
		}
	}
	if pod == "" || len(command) == 0 {
		i.do(lab.Operation{Kubectl: k.words}, i.doubts(k.words)...)
		return
	}
	if owner := i.owner(pod); owner != "" {
		pod = owner
	}
	e := &lab.Exec{Pod: pod, Container: k.text("container"), Command: command}
	if isShell(command) && (k.on("stdin") || k.on("tty")) {
		i.enter(e)
		return
	}
	i.execute(e)
}

// execute runs a command in a Pod; kubectl finds one of a Deployment.
func (i *importer) execute(e *lab.Exec) {
	for n := range e.Command {
		e.Command[n] = i.inner(e.Command[n])
	}
	var todo []i18n.Message
	if online.MatchString(strings.Join(e.Command, " ")) {
		todo = append(todo, i18n.Text("this needs the Internet, which a workshop may not have"))
	}
	if !strings.Contains(e.Pod, "/") {
		i.do(lab.Operation{Exec: e}, append(i.doubts([]string{e.Pod}), todo...)...)
		return
	}
	words := []string{"exec", e.Pod}
	if e.Container != "" {
		words = append(words, "--container="+e.Container)
	}
	i.do(lab.Operation{Kubectl: append(append(words, "--"), e.Command...)}, todo...)
}

func isShell(command []string) bool {
	return len(command) == 1 && slices.Contains([]string{"sh", "bash", "ash", "zsh", "dash"}, path.Base(command[0])) ||
		len(command) == 2 && path.Base(command[0]) == "env" && isShell(command[1:])
}

// enter has the next lines typed in a container.
func (i *importer) enter(e *lab.Exec) { i.inside, i.before, i.typedInside = e, nil, nil }

// outsiders are programs that one calls on one's own machine.
var outsiders = []string{"kubectl", "k", "docker", "kind", "minikube", "helm", "podman"}

// leaves says whether a line ends the stay in a container.
func (i *importer) leaves(text string) bool {
	first := program(text)
	if first == "exit" || first == "logout" || slices.Contains(outsiders, first) {
		i.flush()
		i.inside = nil
		return true
	}
	return false
}

var keeps = regexp.MustCompile(`^\s*(?:cd\s|export\s|[A-Za-z_]\w*=\S*\s*$)`)

// insideCommand keeps a line that is typed in a container, until output shows
// that it has run. What changes the shell itself is said again each time.
func (i *importer) insideCommand(e entry) {
	if keeps.MatchString(e.text) {
		i.before = append(i.before, e.text)
	} else {
		i.typedInside = append(i.typedInside, e.text)
	}
	if len(e.output) > 0 {
		i.flush()
		i.printed(e.output)
	}
}

// flush runs what was typed in a container.
func (i *importer) flush() {
	if i.inside == nil || len(i.typedInside) == 0 {
		return
	}
	lines := append(slices.Clone(i.before), i.typedInside...)
	i.typedLine = lineOf(i.typedInside[0])
	i.words = strings.Fields(i.typedLine)
	i.typedInside = nil
	e := *i.inside
	e.Command = append(slices.Clone(e.Command), "-c", strings.Join(lines, "\n"))
	i.execute(&e)
}
