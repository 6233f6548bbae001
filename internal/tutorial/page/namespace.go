package page

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/tutorial/script"
)

// LabNamespace stands for the lab's namespace in its files.
const LabNamespace = "${{ namespace }}"

var (
	created        = regexp.MustCompile(`\bcreate\s+(?:namespaces?|ns)\s+([a-z0-9][a-z0-9-]*)`)
	optional       = regexp.MustCompile(`(?:\s-n[ =]?|--namespace[ =])["']?([a-z0-9][a-z0-9-]*)`)
	serviceName    = regexp.MustCompile(`([a-z0-9]\.)([a-z0-9-]+)(\.svc\b)`)
	namespaceValue = regexp.MustCompile(`(?i)(\w*namespace\w*(?:=|: |":\s*"))([a-z0-9-]+)\b`)
)

// Namespaces are those of a tutorial besides "default": for all of them a lab has one of its own.
type Namespaces []string

// Own says whether a namespace stands for the lab's.
func (n Namespaces) Own(name string) bool { return name == "default" || slices.Contains(n, name) }

// system says whether a namespace belongs to the cluster.
func system(name string) bool { return strings.HasPrefix(name, "kube-") }

// add notes a namespace that is the tutorial's.
func (n *Namespaces) add(name string) {
	if name != "" && !n.Own(name) && !system(name) {
		*n = append(*n, name)
	}
}

// namespaces gives those that a tutorial makes; or, where it makes none, the one that it uses.
func namespaces(all []*Block, manifests []*Manifest) Namespaces {
	var made, used Namespaces
	for _, b := range all {
		if b.Kind != Fence {
			continue
		}
		for _, m := range created.FindAllStringSubmatch(b.Text, -1) {
			made.add(m[1])
		}
		for _, m := range optional.FindAllStringSubmatch(b.Text, -1) {
			used.add(m[1])
		}
	}
	for _, m := range manifests {
		for _, o := range m.Objects {
			if o.Kind == "Namespace" {
				made.add(o.Name)
			}
			used.add(FieldText(o.Tree, "metadata", "namespace"))
		}
	}
	if len(made) == 0 && len(used) == 1 {
		return used
	}
	return made
}

// In puts the lab's namespace behind what says that it is one, and into the names of Services.
func (n Namespaces) In(text string) string { return n.InServices(n.replaced(namespaceValue, text)) }

// InServices puts it into names such as web.default.svc.
func (n Namespaces) InServices(text string) string { return n.replaced(serviceName, text) }

// replaced puts the lab's namespace in the place of an expression's second group, where that is one of these.
func (n Namespaces) replaced(in *regexp.Regexp, text string) string {
	return in.ReplaceAllStringFunc(text, func(found string) string {
		m := in.FindStringSubmatch(found)
		if !n.Own(m[2]) {
			return found
		}
		return m[1] + LabNamespace + strings.Join(m[3:], "")
	})
}

// InPath puts it into a path of the API.
func (n Namespaces) InPath(path string) string {
	parts := strings.Split(path, "/")
	for i := 0; i+1 < len(parts); i++ {
		if parts[i] == "namespaces" && n.Own(parts[i+1]) {
			parts[i+1] = LabNamespace
		}
	}
	return strings.Join(parts, "/")
}

// InScript has every kubectl of a script work in the lab's namespace, but one
// that names a namespace of the system, or all.
func (n Namespaces) InScript(text string) string {
	text, ok := script.Insert(text, "kubectl", ` --namespace="$NAMESPACE"`, elsewhere)
	if !ok {
		return text
	}
	for _, name := range append([]string{"default"}, n...) {
		text = regexp.MustCompile(`(\s)(?:-n[ =]?|--namespace[ =])["']?`+regexp.QuoteMeta(name)+`["']?(?:[ \t]+|(\s|$))`).ReplaceAllString(text, "$1$2")
	}
	return text
}

func elsewhere(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return system(arg) || strings.HasPrefix(arg, "--namespace=kube-") || arg == "-A" || arg == "--all-namespaces" || strings.HasPrefix(arg, "-nkube-")
	})
}
