package tutorial

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

var (
	imageName = regexp.MustCompile(`(?:.*/)?([a-z0-9][a-z0-9-]*)(?:[:@].*)?$`)
	fromLine  = regexp.MustCompile(`(?m)\A\s*(?:#.*\n|ARG .*\n)*\s*FROM\s+\S+`)
)

// engine is a container engine's command: a build has a kind of its own, and
// what moves images about labs does by itself.
func (i *importer) engine(words []string) bool {
	if len(words) < 2 {
		return false
	}
	switch words[1] {
	case "build":
		return i.build(words[2:])
	case "push", "tag", "login", "pull", "images":
		i.notes = append(i.notes, i18n.Text("left out: %s, as labs builds images and loads them itself", shorten(strings.Join(words, " "), 60)))
		return true
	}
	return false
}

func (i *importer) build(words []string) bool {
	for n, word := range words {
		tag, found := strings.CutPrefix(word, "--tag=")
		if (word == "-t" || word == "--tag") && n+1 < len(words) {
			tag, found = words[n+1], true
		}
		name := imageName.FindStringSubmatch(tag)
		if !found || name == nil {
			continue
		}
		if i.images[name[1]] == nil {
			i.images[name[1]] = []byte(i.comment(i18n.Text("put the Dockerfile here, and the files that it copies beside it")) + "\nFROM scratch\n")
			if i.dockerfileText != "" {
				i.images[name[1]] = []byte(i.dockerfileText)
			}
		}
		i.do(lab.Operation{Build: name[1]}, i18n.Text("images/%s is what is built here; the Pods' image is then localhost/%s:v1", name[1], name[1]))
		return true
	}
	return false
}

// dockerfile keeps a Dockerfile for the build that may follow.
func (i *importer) dockerfile(b *block) {
	if strings.HasPrefix(b.language(), "docker") || fromLine.MatchString(b.text) && b.language() == "" {
		i.dockerfileText = b.text
	}
}

// kind is the program kind: it loads images here, and no more.
func (i *importer) kind(words []string) bool {
	if len(words) > 3 && words[1] == "load" && words[2] == "docker-image" {
		name := imageName.FindStringSubmatch(words[3])
		if name != nil && i.images[name[1]] != nil {
			i.do(lab.Operation{Load: name[1]})
			return true
		}
	}
	if slices.Contains(words, "cluster") || slices.Contains(words, "clusters") {
		i.notes = append(i.notes, i18n.Text("left out: %s", strings.Join(words, " ")))
		return true
	}
	return false
}
