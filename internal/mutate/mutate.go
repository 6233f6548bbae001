// Package mutate derives wrong variants of a lab and finds out whether its
// checks notice them: mutation testing, for lessons.
package mutate

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Mutant is a lab with one fault in what it applies, runs or builds.
type Mutant struct {
	// Name says in one line what is wrong, and where: unique in its lab, and what an exclusion names.
	Name string
	Lab  *lab.Lab
	// Course has the mutated files.
	Course *lab.Course
	// Step is the index of the first step that the fault is in.
	Step int
	// Diff is the fault as a unified diff.
	Diff string
	// Image is the mutated image's folder in Course; "" where there is none.
	Image string
}

// Derive gives all mutants of a lab that it does not exclude, and the names
// of those that it does. An exclusion of a mutant that there is not is an
// *lab.InvalidError.
func Derive(course *lab.Course, l *lab.Lab) (mutants []Mutant, excluded []string, err error) {
	d := &deriver{course: course, lab: l}
	for _, derive := range []func() error{d.manifests, d.operations, d.images} {
		if err := derive(); err != nil {
			return nil, nil, err
		}
	}
	if l.Mutation == nil {
		return d.mutants, nil, nil
	}
	return exclude(l, d.mutants)
}

func exclude(l *lab.Lab, mutants []Mutant) (kept []Mutant, excluded []string, err error) {
	var problems []lab.Problem
	for i, exclusion := range l.Mutation.Exclude {
		at := slices.IndexFunc(mutants, func(m Mutant) bool { return m.Name == exclusion.Mutant })
		if at < 0 {
			problems = append(problems, l.Problem(i18n.Text("mutant %q does not exist, or no longer exists: remove the exclusion", exclusion.Mutant), "mutation", "exclude", strconv.Itoa(i)))
			continue
		}
		excluded = append(excluded, exclusion.Mutant)
		mutants = slices.Delete(slices.Clone(mutants), at, at+1)
	}
	if problems != nil {
		return nil, nil, &lab.InvalidError{Problems: problems}
	}
	return mutants, excluded, nil
}

// deriver collects the mutants of one lab.
type deriver struct {
	course  *lab.Course
	lab     *lab.Lab
	mutants []Mutant
}

// overlay is a file system with some files replaced, and one folder that shows another.
type overlay struct {
	fs.FS
	files fstest.MapFS
	// alias is the folder that shows folder; "" for none.
	alias, folder string
}

// Open opens a file that was replaced, or else the one that was there.
func (o *overlay) Open(name string) (fs.File, error) {
	if _, replaced := o.files[name]; replaced {
		return o.files.Open(name)
	}
	if rest, ok := strings.CutPrefix(name, o.alias); ok && o.alias != "" && (rest == "" || rest[0] == '/') {
		name = o.folder + rest
		if _, replaced := o.files[name]; replaced {
			return o.files.Open(name)
		}
	}
	return o.FS.Open(name)
}

// replace gives a course with other contents of some files.
func replace(course *lab.Course, files map[string][]byte) (*lab.Course, *overlay) {
	replaced := fstest.MapFS{}
	for name, data := range files {
		replaced[name] = &fstest.MapFile{Data: data, Mode: 0o644}
	}
	over := &overlay{FS: course.Files, files: replaced}
	return &lab.Course{Name: course.Name, Labs: course.Labs, Files: over}, over
}
