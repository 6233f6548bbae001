package diagnose

import (
	"regexp"
	"slices"

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
