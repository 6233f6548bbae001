package schedule

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// TooLargeError is a lab that waits for what cannot run on the nodes that there are.
type TooLargeError struct {
	// Step is the one that waits.
	Step *lab.Step
	// Object is what it waits for; its Pods request so much of Resource, and
	// the node that has most has no more than that left.
	Object                   string
	Count                    int64
	Resource                 corev1.ResourceName
	Requested, Left, AllLeft string
}

func (e *TooLargeError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *TooLargeError) Localized() i18n.Message {
	if e.Count == 1 {
		return i18n.Text("the step waits for %s, whose Pod requests %s of %s, but no node has more than %s left\nhint: request less, or create a cluster with larger nodes",
			e.Object, e.Requested, e.Resource, e.Left)
	}
	return i18n.Text("the step waits for %s, whose %d Pods request %s of %s each, but the nodes have only %s left\nhint: request less, or create a cluster with larger nodes",
		e.Object, e.Count, e.Requested, e.Resource, e.AllLeft)
}

// running is what is waited for that becomes true only where the Pods of the
// object run.
var running = []string{"Ready", "ContainersReady", "Available", "PodScheduled", "Complete", "Rollout", "{.status.phase}=Running", "{.status.phase}=Succeeded"}

// CheckRoom says which wait of a lab can never end, on nodes that have this
// much left; a *TooLargeError. It says nothing of a lab that only looks at
// what does not fit.
func CheckRoom(course *lab.Course, l *lab.Lab, nodes []corev1.ResourceList) *TooLargeError {
	d := newDeriver(course, l)
	for i, o := range l.Operations() {
		d.operation(o)
		facts := o.Facts()
		kind, name := split(facts.Object)
		w, runs := d.workloads[kind+"/"+name]
		if !runs || !slices.Contains(running, facts.Condition) {
			continue
		}
		if fault := w.tooLarge(kind, nodes); fault != nil {
			fault.Step, fault.Object = &l.Steps[i], kind+"/"+name
			return fault
		}
	}
	return nil
}

// tooLarge says why not all Pods can run that have to; nil where they can.
func (w workload) tooLarge(kind string, nodes []corev1.ResourceList) *TooLargeError {
	needed := w.count
	if kind == "deployment" {
		needed -= w.count / 4 // so many may be unavailable, if the manifest does not say otherwise
	}
	var fit int64
	var scarce corev1.ResourceName
	most, sum := Resources{}, Resources{}
	for _, node := range nodes {
		room := resources(node)
		many, name := w.pod.times(room)
		fit += many
		scarce = cmp.Or(scarce, name)
		sum.add(room, 1)
		for name, amount := range room {
			most[name] = max(most[name], amount)
		}
	}
	if len(nodes) == 0 || fit >= needed || scarce == "" {
		return nil
	}
	return &TooLargeError{Count: w.count, Resource: scarce, Requested: w.pod.quantity(scarce), Left: most.quantity(scarce), AllLeft: sum.quantity(scarce)}
}

// Resources are amounts of CPU, memory, Pods and so on, in thousandths.
type Resources map[corev1.ResourceName]int64

func resources(list corev1.ResourceList) Resources {
	r := Resources{}
	for name, quantity := range list {
		r[name] = quantity.MilliValue()
	}
	return r
}

// add puts other amounts to these, so many times.
func (r Resources) add(other Resources, times int64) {
	for name, amount := range other {
		if times > 0 && amount > (math.MaxInt64-max(r[name], 0))/times {
			r[name] = math.MaxInt64
			continue
		}
		r[name] += amount * times
	}
}

// within says whether there is so much of all that is asked for. What is not in the room is not bounded.
func (r Resources) within(room Resources) bool {
	many, _ := r.times(room)
	return many > 0
}

// times says how many times these amounts fit into a room, and what there is
// too little of for once more; "" where nothing bounds them.
func (r Resources) times(room Resources) (many int64, scarce corev1.ResourceName) {
	many = math.MaxInt32
	for _, name := range slices.Sorted(maps.Keys(r)) {
		have, known := room[name]
		if !known || r[name] <= 0 {
			continue
		}
		if n := max(have, 0) / r[name]; n < many {
			many, scarce = n, name
		}
	}
	return many, scarce
}

// quantity writes an amount as Kubernetes does.
func (r Resources) quantity(name corev1.ResourceName) string {
	if name == corev1.ResourceMemory || strings.HasPrefix(string(name), "hugepages-") || strings.HasSuffix(string(name), "storage") {
		return resource.NewQuantity(r[name]/1000, resource.BinarySI).String()
	}
	return resource.NewMilliQuantity(r[name], resource.DecimalSI).String()
}
