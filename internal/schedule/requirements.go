// Package schedule knows what a lab takes of the cluster beside its own
// namespace, and lets labs run together that leave each other alone.
package schedule

import (
	"maps"
	"slices"

	"labs.local/labs/internal/lab"
)

// Requirements is what a lab needs for itself while it runs.
type Requirements struct {
	// Names are of what there is one of in the cluster, such as "clusterrole/reader" or "nodePort 30080".
	Names []string
	// Alone says that the lab changes something for everybody, such as a taint
	// of a node, so that no other lab may run beside it.
	Alone bool
	// Requests is what its Pods request, at most, at the same time.
	Requests Resources
}

// Of gives the requirements of a lab, its solutions included.
func Of(course *lab.Course, l *lab.Lab) Requirements {
	d := newDeriver(course, l)
	for _, o := range l.Operations() {
		d.operation(o)
	}
	return Requirements{Names: slices.Sorted(maps.Keys(d.names)), Alone: d.alone, Requests: d.peak}
}

func newDeriver(course *lab.Course, l *lab.Lab) *deriver {
	return &deriver{course: course, lab: l, clusterScoped: customKinds(course), names: map[string]bool{}, workloads: map[string]workload{}, peak: Resources{}}
}

// deriver collects the requirements of one lab, in the order of its operations.
type deriver struct {
	course *lab.Course
	lab    *lab.Lab
	// clusterScoped are the course's own kinds without a namespace.
	clusterScoped map[string]bool

	names map[string]bool
	alone bool
	// workloads is what runs after the operations so far, by KIND/NAME.
	workloads map[string]workload
	defaults  containerDefaults
	peak      Resources
}

func (d *deriver) operation(o *lab.Operation) {
	facts := o.Facts()
	d.files(o)
	d.objects([]byte(facts.Body))
	if kind, name := split(facts.Object); facts.Effect == lab.Changes {
		d.named(kind, name) // what is deleted must not be another lab's either
		if facts.Deletes {
			delete(d.workloads, kind+"/"+name)
		}
	}
	for _, args := range append(commands(o.Shell), o.Kubectl) {
		d.kubectl(args)
	}
}

// named notes an object by its kind in lower case, if it has no namespace.
func (d *deriver) named(kind, name string) {
	if name != "" && (slices.Contains(clusterScoped, kind) || d.clusterScoped[kind]) && !own(name) {
		d.names[kind+"/"+name] = true
	}
}

// Beside gives the requirements together with the names of another one.
func (d Requirements) Beside(other Requirements) Requirements {
	names := slices.Concat(d.Names, other.Names)
	slices.Sort(names)
	d.Names, d.Alone = slices.Compact(names), d.Alone || other.Alone
	return d
}

// Shared says whether anybody else could notice the lab, or the lab them.
func (d Requirements) Shared() bool { return d.Alone || len(d.Names) > 0 }

// Names gives the names that one operation of a lab takes, as in Requirements.
func Names(course *lab.Course, l *lab.Lab, o *lab.Operation) []string {
	d := newDeriver(course, l)
	d.operation(o)
	return slices.Sorted(maps.Keys(d.names))
}
