package schedule

import (
	"fmt"
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"labs.local/labs/internal/kube"
)

// ownMark stands for the lab's namespace where a manifest is read without values, valueMark for any other value.
const (
	ownMark   = "the-labs-own-namespace"
	valueMark = "a-captured-value"
)

var reference = regexp.MustCompile(`\$\{\{\s*([^}]*?)\s*\}\}`)

// marked puts marks in the place of values.
func marked(text string) string {
	return reference.ReplaceAllStringFunc(text, func(found string) string {
		if reference.FindStringSubmatch(found)[1] == "namespace" {
			return ownMark
		}
		return valueMark
	})
}

// own says whether a name has the lab's namespace in it, so that no other run has it too.
func own(name string) bool { return strings.Contains(marked(name), ownMark) }

// decode reads the objects of a manifest, those of lists too; what cannot be read, applying it reports.
func decode(text []byte) []*unstructured.Unstructured {
	read, _ := kube.Decode([]byte(marked(string(text))))
	var objects []*unstructured.Unstructured
	for _, o := range read {
		if !o.IsList() {
			objects = append(objects, o)
			continue
		}
		_ = o.EachListItem(func(item runtime.Object) error {
			if o, ok := item.(*unstructured.Unstructured); ok {
				objects = append(objects, o)
			}
			return nil
		})
	}
	return objects
}

// objects notes all objects of a manifest.
func (d *deriver) objects(text []byte) {
	for _, o := range decode(text) {
		kind := strings.ToLower(o.GetKind())
		d.named(kind, o.GetName())
		d.alone = d.alone || forAll(o)
		d.ports(kind, o)
		d.limitRange(o)
		if w, ok := workloadOf(o, d.defaults); ok {
			d.workloads[kind+"/"+o.GetName()] = w
		}
	}
	d.measure()
}

// ports notes the ports of the nodes that an object takes.
func (d *deriver) ports(kind string, o *unstructured.Unstructured) {
	if kind == "service" {
		list, _, _ := unstructured.NestedSlice(o.Object, "spec", "ports")
		for _, port := range list {
			d.port("nodePort", port, "nodePort")
		}
		return
	}
	spec, _ := template(o)["spec"].(map[string]any)
	hostNetwork, _, _ := unstructured.NestedBool(spec, "hostNetwork")
	for _, list := range []string{"containers", "initContainers"} {
		containers, _, _ := unstructured.NestedSlice(spec, list)
		for _, container := range containers {
			fields, _ := container.(map[string]any)
			ports, _, _ := unstructured.NestedSlice(fields, "ports")
			for _, port := range ports {
				d.port("hostPort", port, "hostPort")
				if hostNetwork {
					d.port("hostPort", port, "containerPort")
				}
			}
		}
	}
}

func (d *deriver) port(name string, port any, field string) {
	fields, _ := port.(map[string]any)
	if number, ok := integer(fields, field); ok && number != 0 {
		d.names[fmt.Sprintf("%s %d", name, number)] = true
	}
}

// integer gives a whole number of an object, which is decoded as any number.
func integer(fields map[string]any, path ...string) (int64, bool) {
	found, _, _ := unstructured.NestedFieldNoCopy(fields, path...)
	switch n := found.(type) {
	case int64:
		return n, true
	case float64:
		return int64(n), n == float64(int64(n))
	}
	return 0, false
}
