package mutate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"labs.local/labs/internal/lab"
)

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
	other := func(container string, command ...string) lab.Exec {
		return lab.Exec{Pod: e.Pod, Objects: e.Objects, Container: container, Command: command}
	}
	with := func(script string) lab.Exec {
		return other(e.Container, append(slices.Clone(e.Command[:len(e.Command)-1]), script)...)
	}
	add("command: true", other(e.Container, "true"))
	if lines := strings.Split(script, "\n"); len(lines) > 1 {
		for i, line := range lines {
			add(fmt.Sprintf("command: line %d taken out: %s", i+1, line), with(strings.Join(slices.Delete(slices.Clone(lines), i, i+1), "\n")))
		}
	}
	for _, changed := range ports(script) {
		add("command: "+changed.name, with(changed.text))
	}
	for _, wrong := range wrongWords(e.Command) {
		add("command: "+wrong.name, other(e.Container, wrong.words...))
	}
	for _, name := range d.podContainers()[e.Pod] {
		if e.Container != "" && name != e.Container {
			add("container: "+e.Container+" -> "+name, other(name, e.Command...))
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
