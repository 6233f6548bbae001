package lab

import (
	"bytes"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"
	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
)

// verify finds the faults that need the whole lab, or its files, to be seen.
func (d *document) verify(files fs.FS) []Problem {
	v := &verifier{document: d, files: files, known: slices.Clone(Builtin)}
	if _, err := semver.NewConstraint(d.lab.Kubernetes); d.lab.Kubernetes != "" && err != nil {
		v.report([]string{"kubernetes"}, i18n.Text("not a range such as \">=1.30 <2\": %v", err))
	}
	v.images()
	for i := range d.lab.Steps {
		v.step([]string{"steps", strconv.Itoa(i)}, &d.lab.Steps[i])
	}
	return v.problems
}

// verifier walks a lab in the order in which it runs, so that it knows which
// values are defined where.
type verifier struct {
	*document
	files    fs.FS
	known    []string
	steps    []string
	problems []Problem
}

func (v *verifier) report(at []string, message i18n.Message) {
	v.problems = append(v.problems, v.at(at, message))
}

func (v *verifier) images() {
	for i, image := range v.lab.Images {
		v.image([]string{"images", strconv.Itoa(i)}, image)
	}
}

func (v *verifier) image(at []string, name string) {
	if _, err := fs.Stat(v.files, path.Join("images", name, "Dockerfile")); err != nil {
		v.report(at, i18n.Text("no such image: images/%s/Dockerfile does not exist", name))
	}
}

func (v *verifier) step(at []string, s *Step) {
	if slices.Contains(v.steps, s.Name) {
		v.report(sub(at, "name"), i18n.Text("%q is the name of another step", s.Name))
	}
	v.steps = append(v.steps, s.Name)
	v.operations(sub(at, "operations"), s.Operations)
	for _, name := range slices.Sorted(maps.Keys(s.Capture)) {
		v.references(sub(at, "capture", name))
		v.known = append(v.known, name)
	}
	for i := range s.Checks {
		v.check(sub(at, "checks", strconv.Itoa(i)), s, &s.Checks[i])
	}
	v.operations(sub(at, "solution"), s.Solution)
}

func (v *verifier) operations(at []string, operations []Operation) {
	for i, op := range operations {
		here := sub(at, strconv.Itoa(i))
		switch {
		case op.Apply != "":
			v.manifest(sub(here, "apply"), op.Apply)
		case op.Build != "":
			v.image(sub(here, "build"), op.Build)
		case op.Load != "":
			v.image(sub(here, "load"), op.Load)
		case op.Proxy != nil && !op.Proxy.Stop:
			v.known = append(v.known, "proxy")
		}
		v.references(here)
	}
}

func (v *verifier) manifest(at []string, name string) {
	data, file, err := readManifest(v.files, v.lab.Dir, name)
	if err != nil {
		v.report(at, i18n.Text("no such manifest: neither %s nor %s exists", path.Join(v.lab.Dir, name), file))
		return
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		for _, at := range reference.FindAllSubmatchIndex(line, -1) {
			if name := string(line[at[2]:at[3]]); !slices.Contains(v.known, name) {
				v.problems = append(v.problems, Problem{File: file, Line: i + 1, Column: at[0] + 1, Message: v.undefined(name)})
			}
		}
	}
}

func (v *verifier) check(at []string, s *Step, c *Check) {
	v.references(at)
	if !c.HasSource() && (s.IsTask() || len(s.Operations) == 0) {
		v.report(at, i18n.Text("looks at no output: a check of a task, or of a step without operations, needs exec, http, kubectl or object"))
	}
	if _, err := regexp.Compile(c.Match); err != nil {
		v.report(sub(at, "match"), i18n.Text("%v", err))
	}
	if _, err := CompileCEL(c.CEL); c.CEL != "" && err != nil {
		v.report(sub(at, "cel"), i18n.Text("%v", err))
	}
}

// references reports the names in the texts below a path that no earlier
// part of the lab defines.
func (v *verifier) references(at []string) {
	_, node := find(&v.root, at)
	walkScalars(node, at, func(n *yaml.Node, at []string) {
		for _, name := range references(n.Value) {
			if !slices.Contains(v.known, name) {
				v.problems = append(v.problems, Problem{File: v.file, Line: n.Line, Column: n.Column, Field: field(at), Message: v.undefined(name)})
			}
		}
	})
}

func (v *verifier) undefined(name string) i18n.Message {
	return i18n.Text("no value named \"%s\" is defined up to here; there are: %s", name, strings.Join(v.known, ", "))
}
