package mutate

import (
	"encoding/json"
	"fmt"
	"regexp"
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
		at := fmt.Sprintf("lab.yaml: %s.%s[%d]", d.lab.Steps[step].Name, name, i)
		if o.Wait == nil && !o.Repeatable() {
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
			if err := d.mutate(step, at+"."+w.name, func(l *lab.Lab) { (*listOf(&l.Steps[step], name))[i] = w.operation }); err != nil {
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
	switch {
	case o.Apply != "":
		return "apply " + o.Apply
	case o.Delete != nil:
		return "delete " + o.Delete.Object
	case len(o.Kubectl) > 0:
		return "kubectl " + short(strings.Join(o.Kubectl, " "))
	case o.HTTP != nil:
		return "http " + o.HTTP.Method + " " + o.HTTP.URL
	case o.Proxy != nil:
		return "proxy"
	case o.Build != "":
		return "build " + o.Build
	case o.Load != "":
		return "load " + o.Load
	}
	return "shell"
}

// otherwise is an operation with one fault.
type otherwise struct {
	name      string
	operation lab.Operation
}

// wrong gives an operation with each fault that it can have.
func (d *deriver) wrong(o lab.Operation) ([]otherwise, error) {
	switch {
	case o.Exec != nil:
		return d.wrongExec(o), nil
	case len(o.Kubectl) > 0:
		return wrongKubectl(o), nil
	case o.HTTP != nil:
		return wrongHTTP(o)
	case o.Shell != "":
		return wrongShell(o), nil
	}
	return nil, nil
}

// wrongExec runs another command: none, one line less, another port; or runs
// it in another container.
func (d *deriver) wrongExec(o lab.Operation) (found []otherwise) {
	e := o.Exec
	add := func(name string, changed lab.Exec) {
		wrong := o
		wrong.Exec = &changed
		found = append(found, otherwise{"exec." + name, wrong})
	}
	script := e.Command[len(e.Command)-1]
	with := func(script string) lab.Exec {
		return lab.Exec{Pod: e.Pod, Container: e.Container, Command: append(slices.Clone(e.Command[:len(e.Command)-1]), script)}
	}
	add("command: true", lab.Exec{Pod: e.Pod, Container: e.Container, Command: []string{"true"}})
	if lines := strings.Split(script, "\n"); len(lines) > 1 {
		for i, line := range lines {
			add(fmt.Sprintf("command: line %d taken out: %s", i+1, line), with(strings.Join(slices.Delete(slices.Clone(lines), i, i+1), "\n")))
		}
	}
	for _, changed := range ports(script) {
		add("command: "+changed.name, with(changed.text))
	}
	for _, wrong := range wrongWords(e.Command) {
		add("command: "+wrong.name, lab.Exec{Pod: e.Pod, Container: e.Container, Command: wrong.words})
	}
	for _, name := range d.podContainers()[e.Pod] {
		if e.Container != "" && name != e.Container {
			add("container: "+e.Container+" -> "+name, lab.Exec{Pod: e.Pod, Container: name, Command: e.Command})
		}
	}
	return found
}

// wrongHTTP asks for something else, or sends another object.
func wrongHTTP(o lab.Operation) (found []otherwise, err error) {
	h := o.HTTP
	add := func(name string, changed lab.HTTP) {
		wrong := o
		wrong.HTTP = &changed
		found = append(found, otherwise{name, wrong})
	}
	if h.Get() {
		for _, wrong := range texts(h.URL) {
			changed := *h
			changed.URL = wrong.text
			add("http.url: "+wrong.name, changed)
		}
	}
	if !strings.HasSuffix(h.URL, "/") {
		changed := *h
		changed.URL = other(h.URL)
		add("http.url: "+changed.URL, changed)
	}
	variants, err := variantsOf("http.body", []byte(h.Body))
	if err != nil || h.Body == "" {
		return found, nil // no YAML: then it has no objects
	}
	for _, v := range variants {
		text, err := yaml.YAMLToJSON(v.text)
		if err != nil {
			return nil, err
		}
		changed := *h
		changed.Body = string(text)
		add(v.name, changed)
	}
	return found, nil
}

// port is a number that a script may name a port by.
var port = regexp.MustCompile(`([:= ])(\d{2,5})\b`)

// ports gives a script with each of its ports changed.
func ports(script string) (found []struct{ name, text string }) {
	for _, at := range port.FindAllStringSubmatchIndex(script, -1) {
		was := script[at[4]:at[5]]
		is := more(was)[0]
		found = append(found, struct{ name, text string }{was + " -> " + is, script[:at[4]] + is + script[at[5]:]})
	}
	return found
}
