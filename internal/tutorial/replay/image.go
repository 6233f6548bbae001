package replay

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/draft"
	"labs.local/labs/internal/tutorial/page"
)

var (
	imageName = regexp.MustCompile(`(?:.*/)?([a-z0-9][a-z0-9-]*)(?:[:@].*)?$`)
	fromLine  = regexp.MustCompile(`(?m)\A\s*(?:#.*\n|ARG .*\n)*\s*FROM\s+\S+`)
)

// isDockerfile says whether a fence may be that of a build that follows.
func isDockerfile(b *page.Block) bool {
	return strings.HasPrefix(b.Language(), "docker") || fromLine.MatchString(b.Text) && b.Language() == ""
}

// engine is a container engine's command: a build has a kind of its own, and
// what moves images about labs does by itself.
func (l *line) engine() bool {
	words := l.typed.Words
	if len(words) < 2 {
		return false
	}
	switch words[1] {
	case "build":
		return l.build(words[2:])
	case "push", "tag", "login", "pull", "images":
		l.note(i18n.Text("skipped: %s, because labs builds and loads images itself", draft.Shorten(strings.Join(words, " "), 60)))
		return true
	}
	return false
}

func (l *line) build(words []string) bool {
	for n, word := range words {
		tag, found := strings.CutPrefix(word, "--tag=")
		if (word == "-t" || word == "--tag") && n+1 < len(words) {
			tag, found = words[n+1], true
		}
		name := imageName.FindStringSubmatch(tag)
		if !found || name == nil {
			continue
		}
		l.replay.draft.AddImage(name[1], l.replay.dockerfile)
		l.do(lab.Operation{Build: name[1]}, i18n.Text("this builds images/%s; the Pods must then use the image localhost/%s:v1", name[1], name[1]))
		return true
	}
	return false
}

// kind is the program kind: it loads images here, and no more.
func (l *line) kind() bool {
	words := l.typed.Words
	if len(words) > 3 && words[1] == "load" && words[2] == "docker-image" {
		name := imageName.FindStringSubmatch(words[3])
		if name != nil && l.replay.draft.Builds(name[1]) {
			l.do(lab.Operation{Load: name[1]})
			return true
		}
	}
	if slices.Contains(words, "cluster") || slices.Contains(words, "clusters") {
		l.note(i18n.Text("skipped: %s", strings.Join(words, " ")))
		return true
	}
	return false
}
