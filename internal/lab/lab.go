// Package lab is the format of a course: its types, how it is read from a
// file system and what makes it valid.
package lab

import (
	"io/fs"
	"slices"
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
}

// Lab is one exercise: an ordered set of steps that share a namespace.
type Lab struct {
	APIVersion string   `json:"apiVersion" jsonschema:"enum=labs/v1alpha1"`
	Kind       string   `json:"kind" jsonschema:"enum=Lab"`
	Metadata   Metadata `json:"metadata"`
	// Kubernetes is the range of versions that the lab is written for, as
	// space-separated comparisons, such as ">=1.30 <2".
	Kubernetes string `json:"kubernetes,omitempty"`
	// Images names folders of images/ that have to be in the cluster's nodes
	// before the first step.
	Images []string `json:"images,omitempty"`
	Steps  []Step   `json:"steps" jsonschema:"minItems=1"`

	// Dir is the lab's folder in the course, such as "labs/01-env-metadata".
	Dir string `json:"-"`
	// Texts holds the lab's text by language, "en" and "zh".
	Texts map[string]*Text `json:"-"`
}

// Metadata names a lab.
type Metadata struct {
	// Name is a DNS label (RFC 1123): the lab's namespace is made from it.
	Name string `json:"name" jsonschema:"pattern=^[a-z0-9]([a-z0-9-]{0\\,38}[a-z0-9])?$"`
}

// Step is one move of a lab. With a solution it is a task, which the learner
// does; without one it is a demonstration, which the tool does.
type Step struct {
	Name       string      `json:"name" jsonschema:"pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"`
	Operations []Operation `json:"operations,omitempty"`
	// Capture gives names to values of live objects, for ${{ name }} in what
	// follows; they are read when the operations are done.
	Capture map[string]Capture `json:"capture,omitempty"`
	Checks  []Check            `json:"checks" jsonschema:"minItems=1"`
	// Solution makes the checks of a task pass.
	Solution []Operation `json:"solution,omitempty"`
}

// IsTask says whether the learner has to act for the checks to pass.
func (s *Step) IsTask() bool { return len(s.Solution) > 0 }

// Leaves says whether the step leaves anything behind, by its operations or by
// the work of a task.
func (s *Step) Leaves() bool {
	return s.IsTask() || slices.ContainsFunc(s.Operations, func(o Operation) bool { return !o.Repeatable() })
}

// Capture reads one value from a live object.
type Capture struct {
	// Object is KIND/NAME, as kubectl takes it.
	Object    string `json:"object"`
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

// Lab gives the lab of that name, or nil.
func (c *Course) Lab(name string) *Lab {
	for _, l := range c.Labs {
		if l.Metadata.Name == name {
			return l
		}
	}
	return nil
}
