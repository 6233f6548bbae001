package tutorial

import (
	"regexp"
	"slices"
	"strings"
)

var (
	created  = regexp.MustCompile(`\bcreate\s+(?:namespaces?|ns)\s+([a-z0-9][a-z0-9-]*)`)
	optional = regexp.MustCompile(`(?:\s-n[ =]?|--namespace[ =])["']?([a-z0-9][a-z0-9-]*)`)
)

// namespaces are those of a tutorial: for all of them a lab has one of its own.
type namespaces struct{ names []string }

// own says whether a namespace stands for the lab's.
func (n *namespaces) own(name string) bool {
	return name == "default" || slices.Contains(n.names, name)
}

// system says whether a namespace belongs to the cluster.
func system(name string) bool { return strings.HasPrefix(name, "kube-") }

// add notes a namespace that is the tutorial's.
func (n *namespaces) add(name string) {
	if name != "" && name != "default" && !system(name) && !slices.Contains(n.names, name) {
		n.names = append(n.names, name)
	}
}

// find notes the namespaces that a tutorial makes; or, where it makes none,
// the one that it uses.
func (n *namespaces) find(all []*block, manifests []*manifest) {
	used := &namespaces{}
	for _, b := range all {
		if b.kind != isFence {
			continue
		}
		for _, m := range created.FindAllStringSubmatch(b.text, -1) {
			n.add(m[1])
		}
		for _, m := range optional.FindAllStringSubmatch(b.text, -1) {
			used.add(m[1])
		}
	}
	for _, m := range manifests {
		for _, o := range m.objects {
			if o.kind == "Namespace" {
				n.add(o.name)
			}
			used.add(text1(field(o.tree, "metadata", "namespace")))
		}
	}
	if len(n.names) == 0 && len(used.names) == 1 {
		n.names = used.names
	}
}
