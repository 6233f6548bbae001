package lab

import (
	"errors"
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
	v := &verifier{document: d, files: files, defined: map[string]bool{}, manifests: map[string]*scanned{}}
	v.define(Builtin...)
	if _, err := semver.NewConstraint(d.lab.Kubernetes); d.lab.Kubernetes != "" && err != nil {
		v.report([]string{"kubernetes"}, i18n.Text("not a version range such as \">=1.30 <2\": %v", err))
	}
	for i, image := range d.lab.Images {
		v.image([]string{"images", strconv.Itoa(i)}, image)
	}
	for i := range d.lab.Steps {
		v.step([]string{"steps", strconv.Itoa(i)}, &d.lab.Steps[i])
	}
	return v.problems
}

// verifier walks a lab in the order in which it runs, so that it knows which values are defined where.
type verifier struct {
	*document
	files fs.FS
	// known are the values that are defined so far, in their order.
	known     []string
	defined   map[string]bool
	steps     []string
	manifests map[string]*scanned
	problems  []Problem
}

func (v *verifier) define(names ...string) {
	for _, name := range names {
		if !v.defined[name] {
			v.defined[name], v.known = true, append(v.known, name)
		}
	}
}

func (v *verifier) report(at []string, message i18n.Message) {
	if !v.full() {
		v.problems = append(v.problems, v.at(at, message))
	}
}

// full says whether more problems are known than will be told.
func (v *verifier) full() bool { return len(v.problems) > maxProblems }

// imageNames are those that an engine takes in a reference.
var imageNames = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)

func (v *verifier) image(at []string, name string) {
	if !imageNames.MatchString(name) {
		v.report(at, i18n.Text("invalid image name %q: use a-z and 0-9, with a single \".\", \"-\" or \"_\" between them", name))
		return
	}
	_, err := fs.Stat(v.files, path.Join("images", name, "Dockerfile"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.report(at, i18n.Text("no such image: images/%s/Dockerfile does not exist", name))
	case err != nil:
		v.report(at, i18n.Text("%v", reason(err)))
	}
}

func (v *verifier) step(at []string, s *Step) {
	if slices.Contains(v.steps, s.Name) {
		v.report(sub(at, "name"), i18n.Text("name %q is already used by another step", s.Name))
	}
	v.steps = append(v.steps, s.Name)
	v.operations(sub(at, "operations"), s.Operations)
	for _, name := range slices.Sorted(maps.Keys(s.Capture)) {
		v.references(sub(at, "capture", name))
		if name == "proxy" || slices.Contains(Builtin, name) {
			v.report(sub(at, "capture", name), i18n.Text("%q is a built-in value of labs; choose another name", name))
		}
		v.define(name)
	}
	for i := range s.Checks {
		v.check(sub(at, "checks", strconv.Itoa(i)), s, &s.Checks[i])
	}
	v.operations(sub(at, "solution"), s.Solution)
}

func (v *verifier) operations(at []string, operations []Operation) {
	for i, op := range operations {
		here := sub(at, strconv.Itoa(i))
		facts := op.Facts()
		if facts.Manifest != "" {
			v.manifest(sub(here, facts.Kind), facts.Manifest)
		}
		if facts.Image != "" {
			v.image(sub(here, facts.Kind), facts.Image)
		}
		v.named(op.Kubectl)
		v.define(facts.Defines...)
		if op.ExitCode != nil && !facts.Exits {
			v.report(sub(here, "exitCode"), i18n.Text("only exec, kubectl and shell operations have an exit code"))
		}
		v.selection(here, &op)
		if op.Refused != "" && op.Apply == "" && op.Patch == nil {
			v.report(sub(here, "refused"), i18n.Text("only apply and patch operations can be refused"))
		}
		v.references(here)
	}
}

// selection reports a kind other than Pods where an operation needs Pods.
func (v *verifier) selection(at []string, op *Operation) {
	of := map[string]*Objects{}
	if op.Exec != nil {
		of["exec"] = op.Exec.Objects
	}
	if op.Logs != nil {
		of["logs"] = op.Logs.Objects
	}
	for kind, selected := range of {
		if selected != nil && !selected.Pods() {
			v.report(sub(at, kind, "objects", "kind"), i18n.Text("must be pod, because %s acts on Pods", kind))
		}
	}
}

func (v *verifier) check(at []string, s *Step, c *Check) {
	v.references(at)
	v.named(c.Kubectl)
	if !c.HasSource() && (s.IsTask() || len(s.Operations) == 0) {
		v.report(at, i18n.Text("has no output to check: a check of a task, or of a step without operations, needs one of exec, http, kubectl, logs, shell, object, absent, objects, can"))
	}
	if _, err := CompileMatch(c.Match); err != nil {
		v.report(sub(at, "match"), i18n.Text("%v", err))
	}
	v.selection(at, c.Source())
	if sources := c.sources(); len(sources) > 1 {
		v.report(at, i18n.Text("has more than one source: %s", strings.Join(sources, ", ")))
	}
	if _, err := CompileMatch(c.Stderr); err != nil {
		v.report(sub(at, "stderr"), i18n.Text("%v", err))
	}
	if c.HoldsFor.Duration > 0 && !c.HasSource() {
		v.report(sub(at, "holdsFor"), i18n.Text("needs a source that can be looked at again, such as object or exec"))
	}
	if c.Lists != "" && c.Tree == nil {
		v.report(sub(at, "lists"), i18n.Text("is about the lists of a tree, and there is no tree"))
	}
	if c.Changes() && c.HoldsFor.Duration > 0 {
		v.report(sub(at, "holdsFor"), i18n.Text("would repeat a command that changes the cluster"))
	}
	if _, err := CompileCEL(c.CEL); c.CEL != "" && err != nil {
		v.report(sub(at, "cel"), i18n.Text("%v", err))
	}
}

// references reports the names in the texts below a path that no earlier part of the lab defines.
func (v *verifier) references(at []string) {
	_, node := find(&v.root, at)
	walkScalars(node, at, func(n *yaml.Node, at []string) {
		for _, name := range references(n.Value) {
			if !v.full() && !v.defined[name] {
				v.problems = append(v.problems, Problem{File: v.file, Line: n.Line, Column: n.Column, Field: field(at), Message: v.undefined(name)})
			}
		}
	})
}

func (v *verifier) undefined(name string) i18n.Message {
	return i18n.Text("no value named \"%s\" is defined at this point; defined values: %s", name, strings.Join(v.known, ", "))
}

// Applies says whether the lab is written for a version of Kubernetes, such
// as "v1.37.2". A pre-release counts as its release.
func (l *Lab) Applies(version string) (bool, error) {
	if l.Kubernetes == "" {
		return true, nil
	}
	constraint, err := semver.NewConstraint(l.Kubernetes)
	if err != nil {
		return false, err
	}
	v, err := semver.NewVersion(version)
	if err != nil {
		return false, i18n.Errorf("the cluster's version %q: %w", version, err)
	}
	return constraint.Check(semver.New(v.Major(), v.Minor(), v.Patch(), "", "")), nil
}
