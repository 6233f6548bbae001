package page

import (
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"labs.local/labs/internal/i18n"
)

var (
	fileMention = regexp.MustCompile(`[\w./-]*\w\.(?:ya?ml|json)\b`)
	firstRemark = regexp.MustCompile(`\A\s*(?:#|//)\s*([\w./-]*\w\.(?:ya?ml|json))\s*\n`)
	printsYAML  = regexp.MustCompile(`(?:-o|--output)[ =]?["']?(?:yaml|json)\b|\bcurl\b|\bcat\b`)
	saved       = regexp.MustCompile(`(?i)\bsave|\bstore|\bname|\bwrite|\bcall|保存|命名|存为`)
	dataFences  = []string{"", "yaml", "yml", "json", "text", "none", "kubernetes", "k8s", "manifest"}
)

// Files are the manifests of a page, with the names that it gives them, and the files beside it.
type Files struct {
	All    []*Manifest
	beside fs.FS
}

// collect finds the manifests that the blocks show.
func (f *Files) collect(all []*Block) {
	typed := ""
	for n, b := range all {
		if b.Kind == Heading {
			typed = ""
		}
		if b.Kind != Fence {
			continue
		}
		name, includes := b.Include()
		switch {
		case includes:
			b.Manifest = f.included(name)
		case b.Typed():
			typed = b.Text
		case slices.Contains(dataFences, b.Language()) && !(printsYAML.MatchString(typed) && isOutput(around(all, n-1))):
			if m := NewManifest(mention(all, n), b.Text); len(m.Objects) > 0 {
				b.Manifest = f.Add(m)
			}
		}
	}
}

// isOutput says whether prose between a command and a fence has the fence be the command's output; no prose does.
func isOutput(text string) bool { return strings.TrimSpace(text) == "" || Announces(text) }

// included is a file that a site would put here; nil where it is no manifest.
func (f *Files) included(name string) *Manifest {
	if extension := path.Ext(name); extension != ".yaml" && extension != ".yml" && extension != ".json" {
		return nil
	}
	return f.Open(name, nil)
}

func around(all []*Block, n int) string {
	if n < 0 || n >= len(all) || all[n].Kind == Fence {
		return ""
	}
	return all[n].Text
}

// mention gives the name that a tutorial gives to a fence: behind its
// opening, in its first line, in the last sentence before it or the first one
// after it.
func mention(all []*Block, n int) string {
	b := all[n]
	if name := fileMention.FindString(b.Info); name != "" {
		return name
	}
	if m := firstRemark.FindStringSubmatch(b.Text); m != nil {
		return m[1]
	}
	before := last(Paragraphs(around(all, n-1)))
	if names := fileMention.FindAllString(before, -1); len(names) > 0 && !strings.Contains(before, "kubectl ") {
		return names[len(names)-1]
	}
	if after := Paragraphs(around(all, n+1)); len(after) > 0 && saved.MatchString(after[0]) {
		return fileMention.FindString(after[0])
	}
	return ""
}

// Add makes a manifest one of the files. One of the same path and text is there already.
func (f *Files) Add(m *Manifest) *Manifest {
	for _, other := range f.All {
		if other.Path == m.Path && other.Text == m.Text {
			return other
		}
	}
	f.rename(m)
	f.All = append(f.All, m)
	return m
}

// rename gives a manifest a file name of its own: the tutorial's, or else one made of its first object.
func (f *Files) rename(m *Manifest) {
	switch {
	case m.Path != "":
		m.File = fileName(m.Path)
	case len(m.Objects) > 0:
		m.File = fileName(strings.ToLower(m.Objects[0].Kind) + "-" + m.Objects[0].Name + ".yaml")
	default:
		m.File = "manifest.yaml"
	}
	m.File = Unique(m.File, func(name string) bool {
		return slices.ContainsFunc(f.All, func(other *Manifest) bool { return other != m && other.File == name })
	})
}

// Unique puts a number behind a name, before its extension, if it is taken.
func Unique(name string, taken func(string) bool) string {
	extension := path.Ext(name)
	free := name
	for n := 2; taken(free); n++ {
		free = strings.TrimSuffix(name, extension) + "-" + strconv.Itoa(n) + extension
	}
	return free
}

// Open gives the manifest that a command names: as the tutorial shows it, from
// the files beside it, or else the newest one shown, which may be nil, if no
// command has named it. Where there is none, the person has to bring it.
func (f *Files) Open(name string, newest *Manifest) *Manifest {
	key := fileKey(name)
	for _, m := range slices.Backward(f.All) {
		if m.Path != "" && (fileKey(m.Path) == key || path.Base(fileKey(m.Path)) == path.Base(key)) {
			return m
		}
	}
	if text, ok := f.lookUp(key); ok {
		if m := NewManifest(name, text); len(m.Objects) > 0 {
			return f.Add(m)
		}
	}
	if newest != nil && !newest.Applied && newest.Path == "" {
		newest.Path = name
		f.rename(newest)
		return newest
	}
	return f.Add(&Manifest{Path: name, Todo: []i18n.Message{i18n.Text("write the manifest %s here: the tutorial names it but does not show it", name)}})
}

// fileKey takes off what a name may begin with.
func fileKey(name string) string {
	name, _, _ = strings.Cut(name, "?")
	if _, rest, found := strings.Cut(name, "://"); found {
		_, name, _ = strings.Cut(rest, "/")
	}
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

// Beside gives the text of a file beside the tutorial by the tutorial's name for it.
func (f *Files) Beside(name string) (string, bool) { return f.lookUp(fileKey(name)) }

// lookUp reads of a/b/c also b/c and c, as a URL's path begins with what no folder has.
func (f *Files) lookUp(name string) (string, bool) {
	for f.beside != nil && fs.ValidPath(name) && name != "." {
		if text, ok := read(f.beside, name); ok {
			return text, true
		}
		_, rest, found := strings.Cut(name, "/")
		if !found {
			break
		}
		name = rest
	}
	return "", false
}

// read gives a regular file of no more than MaxSize.
func read(files fs.FS, name string) (string, bool) {
	info, err := fs.Stat(files, name)
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	file, err := files.Open(name)
	if err != nil {
		return "", false
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err != nil || len(data) > MaxSize {
		return "", false
	}
	return harmless(data), true
}
