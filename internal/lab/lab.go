// Package lab is the format of a course: its types, how it is read from a file system and what makes it valid.
package lab

import (
	"io/fs"
	"iter"
	"path"
	"regexp"
	"slices"

	"labs.local/labs/internal/i18n"
)

// APIVersion and Kind are the only ones that a lab file may carry.
const (
	APIVersion = "labs/v1alpha1"
	Kind       = "Lab"
)

// Course is an ordered set of labs with the files that they use.
type Course struct {
	// Name tells courses apart; the progress file goes by it.
	Name string
	Labs []*Lab
	// Files holds the folders labs, manifests and images of the course.
	Files fs.FS
	// Own are the files that came with the course, whatever they are; nil of the built-in one.
	Own fs.FS

	origins *origins
}

// Lab is one exercise: an ordered set of steps that share a namespace.
type Lab struct {
	// APIVersion is that of the format.
	APIVersion string `json:"apiVersion" jsonschema:"enum=labs/v1alpha1"`
	// Kind tells a lab's file from an object of Kubernetes.
	Kind string `json:"kind" jsonschema:"enum=Lab"`
	// Metadata names the lab.
	Metadata Metadata `json:"metadata"`
	// Kubernetes is the range of versions that the lab is written for, as
	// space-separated comparisons, such as ">=1.30 <2".
	Kubernetes string `json:"kubernetes,omitempty"`
	// Images names folders of images/ that have to be in the cluster's nodes before the first step.
	Images []string `json:"images,omitempty" jsonschema:"maxItems=50"`
	// Languages are those that the lab is written in, the first one being
	// that of readers of none of them; without any, all of Languages.
	Languages []string `json:"languages,omitempty" jsonschema:"enum=en,enum=zh,maxItems=2"`
	// Steps are what the lab consists of, in order.
	Steps []Step `json:"steps" jsonschema:"minItems=1,maxItems=100"`
	// Mutation is about the wrong variants of the lab that its checks must notice.
	Mutation *Mutation `json:"mutation,omitempty"`

	// Dir is the lab's folder in the course, such as "labs/01-env-metadata".
	Dir string `json:"-"`
	// Texts holds the lab's text by language, "en" and "zh".
	Texts map[string]*Text `json:"-"`

	source *document
}

// Mutation excludes wrong variants that are none.
type Mutation struct {
	// Exclude leaves out mutants by their names.
	Exclude []Exclusion `json:"exclude,omitempty"`
}

// Exclusion leaves out one mutant, which makes no difference that a check could see.
type Exclusion struct {
	// Mutant is its name, as labs test --mutate prints it.
	Mutant string `json:"mutant"`
	// Reason says why no check could see the difference.
	Reason string `json:"reason" jsonschema:"minLength=1"`
}

// Metadata names a lab.
type Metadata struct {
	// Name is a DNS label (RFC 1123): the lab's namespace is made from it.
	Name string `json:"name" jsonschema:"pattern=^[a-z0-9]([a-z0-9-]{0\\,38}[a-z0-9])?$"`
}

// Step is one move of a lab. With a solution it is a task, which the learner
// does; without one it is a demonstration, which the tool does.
type Step struct {
	// Name is the step's in the lab: lower-case letters, digits and hyphens.
	// Its section in the texts has it as identifier.
	Name string `json:"name" jsonschema:"pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"`
	// Operations are what the tool does, in order.
	Operations []Operation `json:"operations,omitempty" jsonschema:"maxItems=100"`
	// Capture gives names to values of live objects, for ${{ name }} in what
	// follows; they are read when the operations are done.
	Capture map[string]Capture `json:"capture,omitempty"`
	// Checks are what has to be true when the step is done.
	Checks []Check `json:"checks" jsonschema:"minItems=1,maxItems=100"`
	// Solution makes the checks of a task pass.
	Solution []Operation `json:"solution,omitempty" jsonschema:"maxItems=100"`

	// Position is where the step begins in lab.yaml.
	Position Position `json:"-"`
}

// Position is a place in a file; both count from 1, and are 0 if unknown.
type Position struct{ Line, Column int }

// IsTask says whether the learner has to act for the checks to pass.
func (s *Step) IsTask() bool { return len(s.Solution) > 0 }

// Leaves says whether the step leaves anything behind, by its operations or by the work of a task.
func (s *Step) Leaves() bool {
	return s.IsTask() || slices.ContainsFunc(s.Operations, func(o Operation) bool { return !o.Repeatable() })
}

// Capture reads one value from a live object.
type Capture struct {
	// Object is KIND/NAME, as kubectl takes it.
	Object string `json:"object,omitempty"`
	// Objects are read instead, as a list with the field items.
	Objects *Objects `json:"objects,omitempty"`
	// Namespace is the object's, where it is not the lab's.
	Namespace string `json:"namespace,omitempty"`
	// JSONPath is a template of kubectl's, such as "{.status.podIP}".
	JSONPath string `json:"jsonPath"`
}

// Step gives the step of that name, or nil.
func (l *Lab) Step(name string) *Step {
	for i := range l.Steps {
		if l.Steps[i].Name == name {
			return &l.Steps[i]
		}
	}
	return nil
}

// InLanguages gives the languages that the lab is written in.
func (l *Lab) InLanguages() []string {
	if len(l.Languages) == 0 {
		return Languages
	}
	return l.Languages
}

// TextIn gives the lab's text in a language, or in its first one.
func (l *Lab) TextIn(language string) *Text {
	if text, ok := l.Texts[language]; ok {
		return text
	}
	return l.Texts[l.InLanguages()[0]]
}

var names = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)

// CheckName says what is wrong with a name for a lab.
func CheckName(name string) error {
	if !names.MatchString(name) {
		return i18n.Errorf("invalid lab name %q: use a-z, 0-9 and \"-\", at most 40 characters, and start and end with a letter or digit", name)
	}
	return nil
}

// File is the lab's own file in the course; a one-file course is that itself.
func (l *Lab) File() string {
	file := path.Join(l.Dir, "lab.yaml")
	if l.source == nil {
		return file
	}
	return l.source.origins.of(Problem{File: file}).File
}

// Problem is a fault of the lab at a path in its file, such as "steps", "0".
func (l *Lab) Problem(message i18n.Message, at ...string) Problem {
	return l.source.origins.of(l.source.at(at, message))
}

// Locate gives a problem at the place where a person finds it: the files of a one-file course are parts of that.
func (c *Course) Locate(p Problem) Problem { return c.origins.of(p) }

// Lab gives the lab of that name, or nil.
func (c *Course) Lab(name string) *Lab {
	for _, l := range c.Labs {
		if l.Metadata.Name == name {
			return l
		}
	}
	return nil
}

// Operations gives all that the lab does, solutions among it, in the order of its steps, with the index of the step.
func (l *Lab) Operations() iter.Seq2[int, *Operation] {
	return func(yield func(int, *Operation) bool) {
		for i := range l.Steps {
			for _, list := range [][]Operation{l.Steps[i].Operations, l.Steps[i].Solution} {
				for j := range list {
					if !yield(i, &list[j]) {
						return
					}
				}
			}
		}
	}
}
