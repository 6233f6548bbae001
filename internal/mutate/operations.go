package mutate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"sigs.k8s.io/yaml"

	"labs.local/labs/internal/lab"
)

// operations derives mutants of what the lab's steps do.
func (d *deriver) operations() error {
	for i, s := range d.lab.Steps {
		for _, list := range []string{"operations", "solution"} {
			if err := d.list(i, list, *listOf(&s, list)); err != nil {
				return err
			}
		}
	}
	return nil
}

func listOf(s *lab.Step, name string) *[]lab.Operation {
	if name == "solution" {
		return &s.Solution
	}
	return &s.Operations
}

// list derives the mutants of one list of operations of a step.
func (d *deriver) list(step int, name string, operations []lab.Operation) error {
	for i, o := range operations {
		if o.Refused != "" {
			continue // it leaves nothing, and the API server's answer is what it is for
		}
		at := fmt.Sprintf("lab.yaml: %s.%s[%d]", d.lab.Steps[step].Name, name, i)
		if !o.Repeatable() {
			err := d.mutate(step, at+" taken out: "+summary(o), func(l *lab.Lab) {
				list := listOf(&l.Steps[step], name)
				*list = slices.Delete(*list, i, i+1)
			})
			if err != nil {
				return err
			}
		}
		wrong, err := d.wrong(o)
		if err != nil {
			return err
		}
		for _, w := range wrong {
			if err := d.mutate(step, at+"."+w.name, func(l *lab.Lab) { (*listOf(&l.Steps[step], name))[i] = w.value }); err != nil {
				return err
			}
		}
	}
	return nil
}

// mutate adds a mutant of the lab's own file.
func (d *deriver) mutate(step int, name string, edit func(*lab.Lab)) error {
	mutant, err := clone(d.lab)
	if err != nil {
		return err
	}
	before, err := yaml.Marshal(d.lab.Steps[step])
	if err != nil {
		return err
	}
	edit(mutant)
	after, err := yaml.Marshal(mutant.Steps[step])
	if err != nil {
		return err
	}
	d.mutants = append(d.mutants, Mutant{
		Name: name, Lab: mutant, Course: d.course, Step: step,
		Diff: string(diff.Diff("lab.yaml", before, "lab.yaml (mutant)", after)),
	})
	return nil
}

// clone copies a lab, so that it can be changed, with other words in it.
func clone(l *lab.Lab, words ...string) (*lab.Lab, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	copied := &lab.Lab{Dir: l.Dir, Texts: l.Texts}
	return copied, json.Unmarshal([]byte(strings.NewReplacer(words...).Replace(string(text))), copied)
}

// summary is an operation's kind, with its subject.
func summary(o lab.Operation) string {
	facts := o.Facts()
	if facts.Reach == lab.OnMachine || facts.Subject == "" {
		return facts.Kind
	}
	return facts.Kind + " " + short(facts.Subject)
}

// wrong gives an operation with each fault that it can have.
func (d *deriver) wrong(o lab.Operation) ([]faulty[lab.Operation], error) {
	switch {
	case o.Exec != nil:
		return d.wrongExec(o), nil
	case len(o.Kubectl) > 0:
		return wrongKubectl(o), nil
	case o.HTTP != nil:
		return wrongHTTP(o)
	case o.Shell != "":
		return wrongShell(o), nil
	case o.Logs != nil:
		return wrongLogs(o), nil
	case o.Patch != nil:
		return wrongPatch(o)
	}
	return nil, nil
}
