package mutate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"labs.local/labs/internal/lab"
)

// wrongExec runs another command: none, one line less, another port; or runs it in another container.
func (d *deriver) wrongExec(o lab.Operation) (found []faulty[lab.Operation]) {
	e := o.Exec
	add := func(name, container string, command ...string) {
		o.Exec = &lab.Exec{Pod: e.Pod, Objects: e.Objects, Container: container, Command: command}
		found = append(found, faulty[lab.Operation]{"exec." + name, o})
	}
	last := len(e.Command) - 1
	script := e.Command[last]
	with := func(name, script string) {
		add("command: "+name, e.Container, append(slices.Clone(e.Command[:last]), script)...)
	}
	add("command: true", e.Container, "true")
	if lines := strings.Split(script, "\n"); len(lines) > 1 {
		for i, line := range lines {
			with(fmt.Sprintf("line %d taken out: %s", i+1, line), strings.Join(slices.Concat(lines[:i], lines[i+1:]), "\n"))
		}
	}
	for _, changed := range ports(script) {
		with(changed.name, changed.value)
	}
	for _, wrong := range wrongWords(e.Command) {
		add("command: "+wrong.name, e.Container, wrong.value...)
	}
	for _, name := range d.podContainers()[e.Pod] {
		if e.Container != "" && name != e.Container {
			add("container: "+e.Container+" -> "+name, name, e.Command...)
		}
	}
	return found
}

// wrongHTTP asks for something else, or sends another object.
func wrongHTTP(o lab.Operation) (found []faulty[lab.Operation], err error) {
	h := o.HTTP
	add := func(name, url, body string) {
		changed := *h
		changed.URL, changed.Body = url, body
		o.HTTP = &changed
		found = append(found, faulty[lab.Operation]{name, o})
	}
	if h.Get() {
		for _, wrong := range texts(h.URL) {
			add("http.url: "+wrong.name, wrong.value, h.Body)
		}
	}
	if !strings.HasSuffix(h.URL, "/") {
		add("http.url: "+other(h.URL), other(h.URL), h.Body)
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
		add(v.name, h.URL, string(text))
	}
	return found, nil
}

// port is a number that a script may name a port by.
var port = regexp.MustCompile(`([:= ])(\d{2,5})\b`)

// ports gives a script with each of its ports changed.
func ports(script string) (found []faulty[string]) {
	for _, at := range port.FindAllStringSubmatchIndex(script, -1) {
		was := script[at[4]:at[5]]
		is := more(was)[0]
		found = append(found, faulty[string]{was + " -> " + is, script[:at[4]] + is + script[at[5]:]})
	}
	return found
}

// wrongLogs reads the log of the container before.
func wrongLogs(o lab.Operation) []faulty[lab.Operation] {
	changed := *o.Logs
	changed.Previous = !changed.Previous
	wrong := o
	wrong.Logs = &changed
	return []faulty[lab.Operation]{{fmt.Sprintf("logs.previous: %v", changed.Previous), wrong}}
}
