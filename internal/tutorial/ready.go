package tutorial

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

var readyColumn = regexp.MustCompile(`^\d+/\d+$`)

// rolloutLimit bounds what a controller rolls out.
const rolloutLimit = "--timeout=120s"

// ready adds the wait after which the next step can work with an object; one
// that was there before is rolled out.
func (i *importer) ready(o, before *object) {
	if i.fails(o) {
		return
	}
	wait := func(condition string) {
		i.do(lab.Operation{Wait: &lab.Wait{Object: o.reference(), Condition: condition}})
	}
	switch canonical(o.kind) {
	case "pod":
		if !ends(o) {
			wait("Ready")
		}
	case "deployment":
		switch {
		case before != nil:
			i.rollout(o.reference())
		case i.replicas(o) > 0:
			wait("Available")
		}
	case "statefulset", "daemonset":
		i.rollout(o.reference())
	case "job":
		wait("Complete")
	case "replicaset", "replicationcontroller":
		if n := i.replicas(o); n > 0 {
			i.do(lab.Operation{Kubectl: []string{"wait", o.reference(), fmt.Sprintf("--for=jsonpath={.status.readyReplicas}=%d", n), rolloutLimit}})
		}
	case "customresourcedefinition":
		wait("Established")
	}
}

func rolls(reference string) bool {
	kind, _, _ := strings.Cut(reference, "/")
	return kind == "deployment" || kind == "statefulset" || kind == "daemonset"
}

// rollout waits until all replicas are those of the newest template.
func (i *importer) rollout(reference string) {
	i.do(lab.Operation{Kubectl: []string{"rollout", "status", reference, rolloutLimit}})
}

// ends says whether a Pod is one that does something and is done.
func ends(o *object) bool {
	policy := text1(field(o.tree, "spec", "restartPolicy"))
	return policy == "Never" || policy == "OnFailure"
}

// replicas is how many an object wants: 1 where it does not say.
func (i *importer) replicas(o *object) int {
	if n, ok := field(o.tree, "spec", "replicas").(int); ok {
		return n
	}
	return 1
}

// fails says whether the tutorial shows a Pod only as one that does not run.
func (i *importer) fails(o *object) bool {
	shown := i.statuses(o)
	return len(shown) > 0 && !slices.Contains(shown, "Running") && !slices.Contains(shown, "ContainerCreating")
}

// statuses are those in which the tutorial shows a Pod.
func (i *importer) statuses(o *object) []string {
	var shown []string
	for _, b := range i.all {
		if b.kind != isFence || canonical(o.kind) != "pod" {
			continue
		}
		for line := range strings.SplitSeq(b.text, "\n") {
			if cells := strings.Fields(line); len(cells) >= 4 && strings.TrimPrefix(cells[0], "pod/") == o.name && readyColumn.MatchString(cells[1]) {
				shown = append(shown, cells[2])
			}
		}
	}
	return shown
}

// made demands that an object is there, and, of one that was there before,
// what the command changes of it.
func (i *importer) made(s *step, o, before *object) {
	c := lab.Check{Object: o.reference(), Tree: tree("metadata", tree("name", o.name))}
	switch n := i.replicas(o); canonical(o.kind) {
	case "configmap":
		if data, ok := field(o.tree, "data").(map[string]any); ok && len(data) > 0 && len(fmt.Sprint(data)) < 200 {
			c.Tree = tree("data", data)
		}
	case "pod":
		if slices.Contains(i.statuses(o), "Completed") {
			c.Tree = tree("status", tree("phase", "Succeeded"))
		} else if !i.fails(o) && !ends(o) {
			c.Tree = tree("status", tree("phase", "Running"))
		}
	case "deployment":
		if n > 0 {
			c.Tree = tree("status", tree("availableReplicas", n))
		}
	case "replicaset", "statefulset", "replicationcontroller":
		if n > 0 {
			c.Tree = tree("status", tree("readyReplicas", n))
		}
	case "job":
		c.Tree = tree("status", tree("succeeded", max(1, integer(field(o.tree, "spec", "completions")))))
	}
	if before == nil {
		s.demand(c)
		return
	}
	changed, _ := difference(before.tree, o.tree).(map[string]any)
	delete(changed, "apiVersion")
	if len(changed) == 0 {
		c.Precondition = true
		s.demand(c, i18n.Text("%s is there already, so this shows nothing: say what the step changes", o.reference()))
		return
	}
	c.Tree = changed
	s.demand(c)
}

func integer(v any) int {
	n, _ := v.(int)
	return n
}

// difference gives what of a tree is not in an older one, or nil.
func difference(older, newer any) any {
	switch newer := newer.(type) {
	case map[string]any:
		before, _ := older.(map[string]any)
		changed := map[string]any{}
		for key, value := range newer {
			if d := difference(before[key], value); d != nil {
				changed[key] = d
			}
		}
		if len(changed) > 0 {
			return changed
		}
		return nil
	case []any:
		return elements(older, newer)
	}
	if reflect.DeepEqual(older, newer) {
		return nil
	}
	return newer
}

// elements gives the elements that are not in an older list; of those with a
// name, the name and what differs.
func elements(older any, newer []any) any {
	before, _ := older.([]any)
	var changed []any
	for n, element := range newer {
		name := text1(field(element, "name"))
		var old any
		for m, candidate := range before {
			if name != "" && text1(field(candidate, "name")) == name || name == "" && m == n {
				old = candidate
			}
		}
		d := difference(old, element)
		if fields, ok := d.(map[string]any); ok && name != "" {
			fields["name"] = name
		}
		if d != nil {
			changed = append(changed, d)
		}
	}
	if changed == nil {
		return nil
	}
	return changed
}
