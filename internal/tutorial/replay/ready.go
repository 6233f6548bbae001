package replay

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kubectl"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/draft"
	"labs.local/labs/internal/tutorial/page"
)

// rolloutLimit bounds what a controller rolls out.
const rolloutLimit = 2 * time.Minute

// made adds the wait for an object that a command makes, and the check that it is there.
func (l *line) made(s *draft.Step, o *page.Object) {
	before := l.replay.objects[o.Reference()]
	l.replay.objects[o.Reference()] = o
	l.ready(o, before)
	l.demand(s, o, before)
}

// ready adds the wait after which the next step can work with an object; one that was there before is rolled out.
func (l *line) ready(o, before *page.Object) {
	if l.replay.page.Fails(o) {
		return
	}
	wait := func(condition string) {
		l.do(lab.Operation{Wait: &lab.Wait{Object: o.Reference(), Condition: condition}})
	}
	switch kubectl.Canonical(o.Kind) {
	case "pod":
		if !ends(o) {
			wait("Ready")
		}
	case "deployment":
		switch {
		case before != nil:
			l.rollout(o.Reference())
		case replicas(o) > 0:
			wait("Available")
		}
	case "statefulset", "daemonset":
		l.rollout(o.Reference())
	case "job":
		wait("Complete")
	case "replicaset", "replicationcontroller":
		if n := replicas(o); n > 0 {
			l.wait(lab.Wait{Object: o.Reference(), JSONPath: "{.status.readyReplicas}", Value: n})
		}
	case "customresourcedefinition":
		wait("Established")
	}
}

// rollout waits until all replicas are those of the newest template.
func (l *line) rollout(reference string) { l.wait(lab.Wait{Object: reference, Rollout: true}) }

// wait waits for what a controller does.
func (l *line) wait(w lab.Wait) {
	w.Timeout.Duration = rolloutLimit
	l.do(lab.Operation{Wait: &w})
}

// ends says whether a Pod is one that does something and is done.
func ends(o *page.Object) bool {
	policy := page.FieldText(o.Tree, "spec", "restartPolicy")
	return policy == "Never" || policy == "OnFailure"
}

// replicas is how many an object wants: 1 where it does not say.
func replicas(o *page.Object) int {
	if n, ok := page.Field(o.Tree, "spec", "replicas").(int); ok {
		return n
	}
	return 1
}

// demand demands that an object is there, and, of one that was there before, what the command changes of it.
func (l *line) demand(s *draft.Step, o, before *page.Object) {
	c := lab.Check{Object: o.Reference(), Tree: tree("metadata", tree("name", o.Name))}
	switch n := replicas(o); kubectl.Canonical(o.Kind) {
	case "configmap":
		if data, ok := page.Field(o.Tree, "data").(map[string]any); ok && len(data) > 0 && len(fmt.Sprint(data)) < 200 {
			c.Tree = tree("data", data)
		}
	case "pod":
		if slices.Contains(l.replay.page.Statuses(o), "Completed") {
			c.Tree = tree("status", tree("phase", "Succeeded"))
		} else if !l.replay.page.Fails(o) && !ends(o) {
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
		c.Tree = tree("status", tree("succeeded", max(1, integer(page.Field(o.Tree, "spec", "completions")))))
	}
	if before == nil {
		s.Demand(c)
		return
	}
	changed, _ := difference(before.Tree, o.Tree).(map[string]any)
	delete(changed, "apiVersion")
	if len(changed) == 0 {
		c.Precondition = true
		s.Demand(c, i18n.Text("%s already exists, so this check proves nothing: check what the step changes", o.Reference()))
		return
	}
	c.Tree = changed
	s.Demand(c)
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

// elements gives the elements that are not in an older list; of those with a name, the name and what differs.
func elements(older any, newer []any) any {
	before, _ := older.([]any)
	var changed []any
	for n, element := range newer {
		name := page.FieldText(element, "name")
		var old any
		for m, candidate := range before {
			if name != "" && page.FieldText(candidate, "name") == name || name == "" && m == n {
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
