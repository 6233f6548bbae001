package replay

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

// container is one whose shell the reader types in.
type container struct {
	exec *lab.Exec
	// typed waits to be run in it; before is what was typed and changes the
	// shell itself, which is said again each time.
	typed, before []string
}

// exec is "kubectl exec": a command in a container, or a shell in which the next lines are typed.
func (v *verb) exec() {
	k, pod, command := v.k, "", v.k.Inner
	if len(k.Args) > 0 {
		pod = strings.TrimPrefix(strings.TrimPrefix(k.Args[0], "pods/"), "pod/")
		if len(command) == 0 {
			command = k.Args[1:] // as it was once written
		}
	}
	if pod == "" || len(command) == 0 {
		v.line.do(lab.Operation{Kubectl: k.Words}, doubts(k.Words)...)
		return
	}
	if owner := v.line.replay.objects.owner(pod); owner != "" {
		pod = owner
	}
	e := &lab.Exec{Pod: pod, Container: k.Flag("container"), Command: command}
	if isShell(command) && (k.On("stdin") || k.On("tty")) {
		v.line.replay.container = &container{exec: e}
		return
	}
	v.line.execute(e)
}

// execute runs a command in a Pod; kubectl finds one of a Deployment.
func (l *line) execute(e *lab.Exec) {
	for n := range e.Command {
		e.Command[n] = l.replay.page.Namespaces.In(e.Command[n])
	}
	todo := offline(strings.Join(e.Command, " "))
	if !strings.Contains(e.Pod, "/") {
		l.do(lab.Operation{Exec: e}, append(doubts([]string{e.Pod}), todo...)...)
		return
	}
	words := []string{"exec", e.Pod}
	if e.Container != "" {
		words = append(words, "--container="+e.Container)
	}
	l.do(lab.Operation{Kubectl: append(append(words, "--"), e.Command...)}, todo...)
}

func isShell(command []string) bool {
	return len(command) == 1 && slices.Contains([]string{"sh", "bash", "ash", "zsh", "dash"}, path.Base(command[0])) ||
		len(command) == 2 && path.Base(command[0]) == "env" && isShell(command[1:])
}

// outsiders are programs that one calls on one's own machine.
var outsiders = []string{"kubectl", "k", "docker", "kind", "minikube", "helm", "podman"}

// leaves says whether a line ends the stay in a container.
func (r *Replay) leaves(text string) bool {
	first := page.Program(text)
	if first == "exit" || first == "logout" || slices.Contains(outsiders, first) {
		r.flush()
		r.container = nil
		return true
	}
	return false
}

var keeps = regexp.MustCompile(`^\s*(?:cd\s|export\s|[A-Za-z_]\w*=\S*\s*$)`)

// inside keeps a line that is typed in the container, until output shows that it has run.
func (r *Replay) inside(e page.Entry) {
	if c := r.container; keeps.MatchString(e.Text) {
		c.before = append(c.before, e.Text)
	} else {
		c.typed = append(c.typed, e.Text)
	}
	if len(e.Output) > 0 {
		r.flush()
		r.draft.Printed(e.Output, r.awaited)
	}
}

// flush runs what was typed in the container.
func (r *Replay) flush() {
	c := r.container
	if c == nil || len(c.typed) == 0 {
		return
	}
	e := *c.exec
	e.Command = append(slices.Clone(e.Command), "-c", strings.Join(append(slices.Clone(c.before), c.typed...), "\n"))
	l := r.line(c.typed[0])
	c.typed = nil
	l.execute(&e)
}
