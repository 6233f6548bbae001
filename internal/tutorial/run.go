package tutorial

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// typed takes the commands of a fence, and what it shows of their output.
func (i *importer) typed(b *block) {
	for _, e := range transcript(b) {
		if i.inside != nil && !i.leaves(e.text) {
			i.insideCommand(e)
			continue
		}
		for _, c := range e.commands() {
			i.run(c)
			if len(c.output) > 0 {
				i.printed(c.output)
			}
		}
	}
	i.flush()
}

// run makes an operation of a command.
func (i *importer) run(c *command) {
	i.typedLine = lineOf(c.text)
	i.words = strings.Fields(i.typedLine)
	if h := c.heredoc(); h != nil && i.fed(h) {
		return
	}
	if i.assignment(c.stmt) {
		return
	}
	words, ok := call(c.stmt, i.variables)
	for ok && len(words) > 1 && (words[0] == "sudo" || words[0] == "command") {
		words = words[1:]
	}
	if ok && len(words) > 0 {
		i.words = words
		if i.program(words, c) {
			return
		}
	}
	i.shell(c.text)
}

func lineOf(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSuffix(line, `\`)
}

// program makes an operation of a program of which something is known.
func (i *importer) program(words []string, c *command) bool {
	switch words[0] {
	case "kubectl", "k":
		return i.kubectl(words[1:], c)
	case "watch":
		if at := slices.Index(words, "kubectl"); at > 0 {
			return i.kubectl(words[at+1:], c)
		}
	case "curl":
		return i.curl(words[1:])
	case "docker", "podman", "nerdctl":
		return i.engine(words)
	case "kind":
		return i.kind(words)
	case "kill", "pkill", "killall":
		return i.kill()
	case "exit", "clear", "fg":
		return true
	case "cd", "mkdir", "git", "minikube", "k3d", "brew", "source", "alias":
		i.notes = append(i.notes, i18n.Text("left out: %s", shorten(c.text, 80)))
		return true
	}
	return false
}

// fed takes a text behind a command: a manifest that is applied or written, or
// another file.
func (i *importer) fed(h *here) bool {
	found, isManifest := objects(h.text)
	m := &manifest{path: h.file, text: blockStyle(h.text), objects: found}
	if h.expands {
		m.todo = append(m.todo, i18n.Text("the tutorial's shell puts values into this manifest, where there is a $: write them out"))
	}
	if h.file != "" {
		if isManifest {
			i.shown(i.add(m))
		} else {
			i.notes = append(i.notes, i18n.Text("left out: the file %q, which is no manifest; --from-file and the like need it", h.file))
		}
		return isManifest
	}
	words, ok := call(h.reader, i.variables)
	if !ok || !isManifest || len(words) < 2 || words[0] != "kubectl" && words[0] != "k" {
		return false
	}
	k := parseKubectl(words[1:])
	if k == nil || !strings.HasPrefix(k.path, "apply") && !strings.HasPrefix(k.path, "create") && k.path != "replace" {
		return false
	}
	i.words = words
	i.apply(i.add(m))
	return true
}

// shell is what has no kind of its own. Variables that earlier lines set are
// set again, as each script is a shell of its own.
func (i *importer) shell(text string) *step {
	var preamble strings.Builder
	for _, line := range i.preamble {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		if regexp.MustCompile(`\$\{?` + regexp.QuoteMeta(name) + `\b`).MatchString(text) {
			preamble.WriteString(line + "\n")
		}
	}
	script := i.inner(i.namespaced(preamble.String() + text))
	var todo []i18n.Message
	if needed := needs(script); len(needed) > 0 {
		todo = append(todo, i18n.Text("this script runs on the learner's machine and needs %s there: better operations with a kind of their own", strings.Join(needed, ", ")))
	}
	if online.MatchString(text) {
		todo = append(todo, i18n.Text("this needs the Internet, which a workshop may not have"))
	}
	return i.do(lab.Operation{Shell: script}, append(todo, i.doubts(strings.Fields(text))...)...)
}

// everywhere are programs that every machine has, or that are the shell's own.
var everywhere = strings.Fields("echo printf sleep cat grep sed awk head tail sort wc test [ true false export set cd ls rm mkdir tee cut tr date env exit read unset for while if")

// needs gives the programs that a script calls and that may not be there.
func needs(script string) []string {
	file, err := parse(script)
	if err != nil {
		return nil
	}
	var found []string
	syntax.Walk(file, func(node syntax.Node) bool {
		if simple, ok := node.(*syntax.CallExpr); ok && len(simple.Args) > 0 {
			name := simple.Args[0].Lit()
			if name != "" && !slices.Contains(everywhere, name) && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
		return true
	})
	return found
}

var online = regexp.MustCompile(`https?://[\w-]+\.[\w.-]*[a-z]{2,}\b|\b(?:apt-get|apt|apk|yum|dnf|pip3?|npm|brew|git clone|helm)\b`)

// namespaced has every kubectl of a script work in the lab's namespace.
func (i *importer) namespaced(text string) string {
	file, err := parse(text)
	if err != nil {
		return text
	}
	var ends []int
	syntax.Walk(file, func(node syntax.Node) bool {
		simple, ok := node.(*syntax.CallExpr)
		if ok && len(simple.Args) > 1 && simple.Args[0].Lit() == "kubectl" && !elsewhere(simple) {
			ends = append(ends, int(simple.Args[0].End().Offset()))
		}
		return true
	})
	for n := len(ends) - 1; n >= 0; n-- {
		if end := ends[n]; end <= len(text) {
			text = text[:end] + ` --namespace="$NAMESPACE"` + text[end:]
		}
	}
	for _, name := range append([]string{"default"}, i.namespaces.names...) {
		text = regexp.MustCompile(`(\s)(?:-n[ =]?|--namespace[ =])["']?`+regexp.QuoteMeta(name)+`["']?(?:[ \t]+|(\s|$))`).ReplaceAllString(text, "$1$2")
	}
	return text
}

// elsewhere says whether a kubectl names a namespace of the system, or all.
func elsewhere(simple *syntax.CallExpr) bool {
	for _, arg := range simple.Args {
		if text := arg.Lit(); system(text) || strings.HasPrefix(text, "--namespace=kube-") || text == "-A" || text == "--all-namespaces" || strings.HasPrefix(text, "-nkube-") {
			return true
		}
	}
	return false
}
