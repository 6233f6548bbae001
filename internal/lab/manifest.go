package lab

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"

	"labs.local/labs/internal/i18n"
)

// scanned is what there is to know of a manifest, however often a lab applies it.
type scanned struct {
	// missing says why there is none.
	missing i18n.Message
	// problem is what is too large in it.
	problem *Problem
	// references are the names that it refers to, each at its place, as problems that have no message yet.
	names      []string
	references []Problem
}

func (v *verifier) manifest(at []string, name string) {
	s, known := v.manifests[name]
	if !known {
		s = v.scan(name)
		v.manifests[name] = s
	}
	switch {
	case !s.missing.IsZero():
		v.report(at, s.missing)
	case s.problem != nil && !known:
		v.problems = append(v.problems, *s.problem)
	}
	v.refers(s)
}

// named looks at the manifests that a command of kubectl's names, as values are put
// into them; a file that is not there, running the command reports.
func (v *verifier) named(words []string) {
	files, _ := (&Course{Files: v.files}).FilesOf(v.lab, &Operation{Kubectl: words})
	for _, file := range slices.Sorted(maps.Values(files)) {
		if data, err := fs.ReadFile(v.files, file); err == nil && IsManifest(file) {
			v.refers(scanText(file, data))
		}
	}
}

// refers reports the names in a manifest that no earlier part of the lab defines.
func (v *verifier) refers(s *scanned) {
	for i, name := range s.names {
		if !v.full() && !v.defined[name] {
			problem := s.references[i]
			problem.Message = v.undefined(name)
			v.problems = append(v.problems, problem)
		}
	}
}

func (v *verifier) scan(name string) *scanned {
	data, file, err := readManifest(v.files, v.lab.Dir, name)
	switch {
	case err == nil:
		return scanText(file, data)
	case !errors.Is(err, fs.ErrNotExist):
		return &scanned{missing: i18n.Text("%v", reason(err))}
	case v.origins != nil:
		return &scanned{missing: i18n.Text("no such manifest: no code block has title=%q", name)}
	}
	return &scanned{missing: i18n.Text("no such manifest: neither %s nor %s exists", path.Join(v.lab.Dir, name), file)}
}

func scanText(file string, data []byte) *scanned {
	text, err := utf8Text(data)
	if err != nil {
		return &scanned{problem: &Problem{File: file, Message: i18n.Text("%v", err)}}
	}
	s := &scanned{}
	if s.find(file, []byte(text)); s.problem == nil {
		s.problem = checkManifestExtent(file, []byte(text))
	}
	return s
}

// find looks for references in a manifest.
func (s *scanned) find(file string, data []byte) {
	for i, line := range bytes.Split(data, []byte("\n")) {
		for _, at := range reference.FindAllSubmatchIndex(line, maxKeys+1) {
			if escaped(string(line[at[0]:at[1]])) {
				continue
			}
			here := Problem{File: file, Line: i + 1, Column: at[0] + 1}
			if len(s.names) == maxKeys {
				here.Message = i18n.Text("has more than %d references to values", maxKeys)
				s.problem = &here
				return
			}
			s.names = append(s.names, string(line[at[2]:at[3]]))
			s.references = append(s.references, here)
		}
	}
}
