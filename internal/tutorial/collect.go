package tutorial

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

var (
	fileMention = regexp.MustCompile(`[\w./-]*\w\.(?:ya?ml|json)\b`)
	firstRemark = regexp.MustCompile(`\A\s*(?:#|//)\s*([\w./-]*\w\.(?:ya?ml|json))\s*\n`)
	printsYAML  = regexp.MustCompile(`(?:-o|--output)[ =]?["']?(?:yaml|json)\b|\bcurl\b|\bcat\b`)
	dataFences  = []string{"", "yaml", "yml", "json", "text", "none", "kubernetes", "k8s", "manifest"}
)

// head takes what front matter says, and the title where a heading of level 1
// does not.
func (i *importer) head(head matter) {
	i.title, i.kubernetes = head.Title, ">=1.30"
	if version := strings.Trim(head.Version, "v \"'"); versionForm.MatchString(version) {
		i.kubernetes = ">=" + version
	}
}

var versionForm = regexp.MustCompile(`^1\.\d{1,3}(\.\d+)?$`)

// collect finds the manifests that the tutorial shows, with the names that it
// gives them.
func (i *importer) collect() {
	i.fences = map[*block]*manifest{}
	typed := ""
	for n, b := range i.all {
		if b.kind == isHeading {
			typed = ""
		}
		if b.kind != isFence {
			continue
		}
		switch {
		case b.language() == include:
			i.fences[b] = i.included(strings.TrimSpace(strings.TrimPrefix(b.info, include)))
		case typedLines(b):
			typed = b.text
		case slices.Contains(dataFences, b.language()) && !(printsYAML.MatchString(typed) && announces(i.around(n-1))):
			if found, ok := objects(b.text); ok {
				i.fences[b] = i.add(&manifest{path: i.mention(n), text: blockStyle(b.text), objects: found})
			}
		}
	}
}

// announces says whether prose between a command and a fence has the fence be
// the command's output; no prose does.
func announces(text string) bool { return strings.TrimSpace(text) == "" || cue.MatchString(text) }

// included is a file that a site would put here; nil where it is no manifest.
func (i *importer) included(name string) *manifest {
	if extension := path.Ext(name); extension != ".yaml" && extension != ".yml" && extension != ".json" {
		return nil
	}
	return i.open(name)
}

func (i *importer) around(n int) string {
	if n < 0 || n >= len(i.all) || i.all[n].kind == isFence {
		return ""
	}
	return i.all[n].text
}

// mention gives the name that a tutorial gives to a fence: behind its
// opening, in its first line, in the last sentence before it or the first one
// after it.
func (i *importer) mention(n int) string {
	b := i.all[n]
	if name := fileMention.FindString(b.info); name != "" {
		return name
	}
	if m := firstRemark.FindStringSubmatch(b.text); m != nil {
		return m[1]
	}
	last, _ := lead(paragraphs(i.around(n - 1)))
	if names := fileMention.FindAllString(last, -1); len(names) > 0 && !strings.Contains(last, "kubectl ") {
		return names[len(names)-1]
	}
	if after := paragraphs(i.around(n + 1)); len(after) > 0 && saved.MatchString(after[0]) {
		return fileMention.FindString(after[0])
	}
	return ""
}

var saved = regexp.MustCompile(`(?i)\bsave|\bstore|\bname|\bwrite|\bcall|保存|命名|存为`)

// add makes a manifest one of the lab's. One of the same path and text is
// there already.
func (i *importer) add(m *manifest) *manifest {
	for _, other := range i.manifests {
		if other.path == m.path && other.text == m.text {
			return other
		}
	}
	i.rename(m)
	i.manifests = append(i.manifests, m)
	return m
}

// rename gives a manifest a file name of its own: the tutorial's, or else one
// made of its first object.
func (i *importer) rename(m *manifest) {
	switch {
	case m.path != "":
		m.file = fileName(m.path)
	case len(m.objects) > 0:
		m.file = fileName(strings.ToLower(m.objects[0].kind) + "-" + m.objects[0].name + ".yaml")
	default:
		m.file = "manifest.yaml"
	}
	m.file = unique(m.file, func(name string) bool {
		return slices.ContainsFunc(i.manifests, func(other *manifest) bool { return other != m && other.file == name })
	})
}

// unique puts a number behind a name, before its extension, if it is taken.
func unique(name string, taken func(string) bool) string {
	extension := path.Ext(name)
	free := name
	for n := 2; taken(free); n++ {
		free = strings.TrimSuffix(name, extension) + "-" + decimal(n) + extension
	}
	return free
}

// open gives the manifest that a command names: as the tutorial shows it, from
// the files beside it, or else the newest one shown that no command has named.
// Where there is none, the person has to bring it.
func (i *importer) open(name string) *manifest {
	key := fileKey(name)
	for n := len(i.manifests) - 1; n >= 0; n-- {
		if m := i.manifests[n]; m.path != "" && (fileKey(m.path) == key || path.Base(fileKey(m.path)) == path.Base(key)) {
			return m
		}
	}
	m := &manifest{path: name}
	if text, ok := i.lookUp(key); ok {
		if found, ok := objects(text); ok {
			m.text, m.objects = blockStyle(text), found
			return i.add(m)
		}
	}
	if n := len(i.candidates) - 1; n >= 0 && !i.candidates[n].applied && i.candidates[n].path == "" {
		i.candidates[n].path = name
		i.rename(i.candidates[n])
		return i.candidates[n]
	}
	m.todo = append(m.todo, i18n.Text("put the manifest %s here, which the tutorial names and does not show", name))
	return i.add(m)
}

// fileKey takes off what a name may begin with.
func fileKey(name string) string {
	name, _, _ = strings.Cut(name, "?")
	if _, rest, found := strings.Cut(name, "://"); found {
		_, name, _ = strings.Cut(rest, "/")
	}
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}
