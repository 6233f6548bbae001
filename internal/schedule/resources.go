package schedule

import (
	"maps"
	"math"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

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

// within says whether there is so much of all that is asked for. What is not
// in the room is not bounded.
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
