package replay

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kubectl"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/draft"
	"labs.local/labs/internal/tutorial/page"
	"labs.local/labs/internal/tutorial/script"
)

// line is a command, and what a lab does in its place.
type line struct {
	replay *Replay
	typed  draft.Line
}

func (r *Replay) line(text string) *line {
	first, _, _ := strings.Cut(text, "\n")
	first = strings.TrimSuffix(first, `\`)
	return &line{replay: r, typed: draft.Line{Text: first, Words: strings.Fields(first)}}
}

// do adds an operation.
func (l *line) do(o lab.Operation, todo ...i18n.Message) *draft.Step {
	return l.replay.draft.Do(l.typed, o, todo...)
}

// touch is to be called before what changes an object.
func (l *line) touch(reference string) { l.replay.draft.Touch(l.typed, reference) }

// note notes what was left out.
func (l *line) note(note i18n.Message) { l.replay.draft.Note(note) }

// run makes operations of a command.
func (r *Replay) run(c *script.Command) {
	l := r.line(c.Text)
	if h := c.Heredoc(); h != nil && l.fed(h) || r.assign(c.Assignments()) {
		return
	}
	words, ok := c.Words(r.variables.values)
	for ok && len(words) > 1 && (words[0] == "sudo" || words[0] == "command") {
		words = words[1:]
	}
	if ok && len(words) > 0 {
		l.typed.Words = words
		if l.program(c) {
			return
		}
	}
	l.shell(c.Text)
}

// program makes an operation of a program of which something is known.
func (l *line) program(c *script.Command) bool {
	words := l.typed.Words
	switch words[0] {
	case "kubectl", "k":
		return l.kubectl(words[1:], c.Background())
	case "watch":
		if at := slices.Index(words, "kubectl"); at > 0 {
			return l.kubectl(words[at+1:], c.Background())
		}
	case "curl":
		return l.curl(words[1:])
	case "docker", "podman", "nerdctl":
		return l.engine()
	case "kind":
		return l.kind()
	case "kill", "pkill", "killall":
		return l.kill()
	case "exit", "clear", "fg":
		return true
	case "cd", "mkdir", "git", "minikube", "k3d", "brew", "source", "alias":
		l.note(i18n.Text("skipped: %s", draft.Shorten(c.Text, 80)))
		return true
	}
	return false
}

// fed takes a text behind a command: a manifest that is applied or written, or another file.
func (l *line) fed(h *script.Heredoc) bool {
	m := page.NewManifest(h.File, h.Text)
	isManifest := len(m.Objects) > 0
	if h.Expands {
		m.Todo = append(m.Todo, i18n.Text("the tutorial's shell replaces the $ variables in this manifest: write their values instead"))
	}
	if h.File != "" {
		if isManifest {
			l.replay.shown(l.replay.page.Files.Add(m))
		} else {
			l.note(i18n.Text("skipped: file %q, which is not a manifest; options such as --from-file need it", h.File))
		}
		return isManifest
	}
	words, ok := h.Reader(l.replay.variables.values)
	if !ok || !isManifest || len(words) < 2 || words[0] != "kubectl" && words[0] != "k" {
		return false
	}
	k, _ := kubectl.Parse(words[1:])
	if k == nil || !strings.HasPrefix(k.Path, "apply") && !strings.HasPrefix(k.Path, "create") && k.Path != "replace" {
		return false
	}
	l.typed.Words = words
	l.apply(l.replay.page.Files.Add(m))
	return true
}

// shell is what has no kind of its own.
func (l *line) shell(text string) {
	namespaces := l.replay.page.Namespaces
	commands := namespaces.In(namespaces.InScript(l.replay.variables.before(text) + text))
	var todo []i18n.Message
	if needed := script.Programs(commands); len(needed) > 0 {
		todo = append(todo, i18n.Text("this script runs on the learner's machine and needs %s there: prefer operations of a specific type", strings.Join(needed, ", ")))
	}
	todo = append(todo, offline(text)...)
	l.do(lab.Operation{Shell: commands}, append(todo, doubts(strings.Fields(text))...)...)
}

var online = regexp.MustCompile(`https?://[\w-]+\.[\w.-]*[a-z]{2,}\b|\b(?:apt-get|apt|apk|yum|dnf|pip3?|npm|brew|git clone|helm)\b`)

// offline is what to think of where a command needs the Internet.
func offline(command string) []i18n.Message {
	if online.MatchString(command) {
		return []i18n.Message{i18n.Text("this needs Internet access, which a workshop may not have")}
	}
	return nil
}
