package lint

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// unusedValues finds captures that nothing refers to.
func unusedValues(c *course, report reporter) {
	for _, l := range c.Labs {
		for i := range l.Steps {
			names := slices.Sorted(maps.Keys(l.Steps[i].Capture))
			follows := ""
			if len(names) > 0 {
				follows = c.follows(l, i)
			}
			for _, name := range names {
				if !refers(follows, name) {
					report(l.Problem(i18n.Text("nothing uses the value %q", name), step(i, "capture", name)...))
				}
			}
		}
	}
}

// follows gives all that can refer to the values of a step, as one text.
func (c *course) follows(l *lab.Lab, index int) string {
	current := l.Steps[index]
	text := source(current.Capture) + source(current.Checks) + source(current.Solution) + source(l.Steps[index+1:])
	for _, o := range operations(l) {
		for name := range c.filesOf(l, o.Operation) {
			if data, err := fs.ReadFile(c.Files, name); err == nil && o.step >= index {
				text += string(data)
			}
		}
	}
	return text
}

// source writes a part of a lab as text.
func source(part any) string {
	data, err := json.Marshal(part)
	if err != nil {
		return ""
	}
	return string(data)
}

// refers says whether a text has a value, as ${{ name }} or in CEL.
func refers(text, name string) bool {
	quoted := regexp.QuoteMeta(name)
	return regexp.MustCompile(`(?:^|[^$])\$\{\{\s*` + quoted + `\s*\}\}|\bvalues\.` + quoted + `\b|\bvalues\[\\?["']` + quoted + `\\?["']`).MatchString(text)
}

// unusedFiles finds manifests that no step applies and texts in a language that the lab is not written in.
func unusedFiles(c *course, report reporter) {
	used, mentioned := c.used()
	for _, f := range c.files {
		switch name := path.Base(f.name); {
		case f.lab != nil && f.markdown() && f.language == "" && slices.Contains(lab.Languages, strings.TrimSuffix(name, ".md")):
			report(lab.Problem{File: f.name, Message: i18n.Text("this file is not used: the lab is written in %s", strings.Join(f.lab.InLanguages(), ", "))})
		case c.isManifest(f) && !used[f.name] && !strings.Contains(mentioned, name):
			report(lab.Problem{File: f.name, Message: i18n.Text("no step applies this manifest")})
		}
	}
}

// isManifest says whether a file is a manifest of a lab that could be loaded, or of manifests/ if all labs could.
func (c *course) isManifest(f *file) bool {
	if !f.yaml() && path.Ext(f.name) != ".json" || f.lab != nil && f.name == path.Join(f.lab.Dir, "lab.yaml") {
		return false
	}
	return f.lab != nil || path.Dir(f.name) == "manifests" && c.whole()
}

// whole says whether every lab of the course could be loaded.
func (c *course) whole() bool {
	for _, f := range c.files {
		if matched, _ := path.Match("labs/*/lab.yaml", f.name); matched && c.in(path.Dir(f.name)) == nil {
			return false
		}
	}
	return true
}

// used gives the files that are applied, and a text in which others can be
// named: the commands and the texts of all labs.
func (c *course) used() (files map[string]bool, mentioned string) {
	files = map[string]bool{}
	var text strings.Builder
	for _, l := range c.Labs {
		for _, o := range operations(l) {
			own := c.filesOf(l, o.Operation)
			maps.Copy(files, own)
			if len(own) == 0 && len(o.Kubectl) == 0 {
				text.WriteString(source(o.Operation))
			}
		}
		for i := range l.Steps {
			for _, check := range l.Steps[i].Checks {
				maps.Copy(files, c.filesOf(l, check.Source()))
			}
		}
		for _, f := range c.texts(l) {
			text.WriteString(f.text)
		}
	}
	return files, text.String()
}

// filesOf gives the manifests and other files that an operation needs, those of
// images left out; that they are too many is an error when it runs.
func (c *course) filesOf(l *lab.Lab, o *lab.Operation) map[string]bool {
	files := map[string]bool{}
	named, _ := c.FilesOf(l, o)
	for _, file := range named {
		if !strings.HasPrefix(file, "images/") {
			files[file] = true
		}
	}
	return files
}
