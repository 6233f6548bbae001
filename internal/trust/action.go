// Package trust knows what of a course acts on the learner's machine, and
// which courses the learner lets do that.
package trust

import (
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
)

// Action is something that a course does on the learner's machine, with the
// learner's rights, rather than in the cluster or in a container.
type Action struct {
	Lab  *lab.Lab
	Step *lab.Step
	// Text is the script, the command line or the URL: foreign.
	Text string
}

// Actions gives those of a course, in order.
func Actions(course *lab.Course) []Action {
	var found []Action
	for _, l := range course.Labs {
		for i := range l.Steps {
			for _, text := range texts(&l.Steps[i]) {
				found = append(found, Action{l, &l.Steps[i], text})
			}
		}
	}
	return found
}

func texts(s *lab.Step) []string {
	var texts []string
	add := func(text string, acts bool) {
		if acts {
			texts = append(texts, text)
		}
	}
	for _, operations := range [][]lab.Operation{s.Operations, s.Solution} {
		for _, o := range operations {
			add(o.Shell, o.Shell != "")
			add(source(o.Kubectl, o.HTTP))
		}
	}
	for _, c := range s.Checks {
		add(source(c.Kubectl, c.HTTP))
	}
	return texts
}

// source gives the text of what operations and checks both can do.
func source(kubectl []string, http *lab.HTTP) (text string, acts bool) {
	switch {
	case len(kubectl) > 0:
		return shell.Words(append([]string{"kubectl"}, kubectl...)...), !inCluster(kubectl)
	case http != nil:
		method := http.Method
		if method == "" {
			method = "GET"
		}
		return method + " " + http.URL, !ofCluster(http.URL)
	}
	return "", false
}
