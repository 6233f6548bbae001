package diagnose

import (
	"context"
	"regexp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
)

// variableReference is a reference to another variable in the value of one, or with
// two dollar signs the text of one
// (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
var variableReference = regexp.MustCompile(`(\$?)\$\(([^()]+)\)`)

// dependent says of a variable why a reference in its value is not replaced.
func dependent(c *corev1.Container, v corev1.EnvVar) i18n.Message {
	index := func(name string) int {
		return slices.IndexFunc(c.Env, func(v corev1.EnvVar) bool { return v.Name == name })
	}
	for _, m := range variableReference.FindAllStringSubmatch(v.Value, -1) {
		names := each(c.Env, func(v corev1.EnvVar) string { return v.Name })
		switch at := index(m[2]); {
		case m[1] != "":
			return i18n.Text("%s has the fixed value %q: with $$ the reference is text, and is not replaced", v.Name, short(v.Value))
		case at > index(v.Name):
			return i18n.Text("%s refers to $(%s), which is declared after it: a reference is replaced only by a variable that comes before it in the list", v.Name, m[2])
		case at < 0 && len(c.EnvFrom) == 0:
			return i18n.Text("%s refers to $(%s), and container %s has no variable %s; it has %s", v.Name, m[2], c.Name, m[2], some(names))
		}
	}
	return i18n.Message{}
}

// literal tells of a variable with a value of its own, where a check wants it taken
// from somewhere.
func literal(_ context.Context, s *scene) []i18n.Message {
	if s.pod == nil || s.Check == nil || s.Check.Object == "" {
		return nil
	}
	for _, wanted := range valuesFrom(s.Check.Tree) {
		for _, c := range s.pod.Spec.Containers {
			for _, v := range c.Env {
				if v.Name == wanted && v.ValueFrom == nil {
					return messages(i18n.Text("%s has the fixed value %q, and no valueFrom", v.Name, short(v.Value)))
				}
			}
		}
	}
	return nil
}

// valuesFrom gives the names of the entries of a tree that have a valueFrom.
func valuesFrom(tree any) (names []string) {
	switch node := tree.(type) {
	case map[string]any:
		if node["valueFrom"] != nil {
			return []string{nameOf(node)}
		}
		for _, below := range node {
			names = append(names, valuesFrom(below)...)
		}
	case []any:
		for _, below := range node {
			names = append(names, valuesFrom(below)...)
		}
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
