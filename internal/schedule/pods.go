package schedule

import (
	"maps"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/component-helpers/resource"
)

// workload is what one object runs: each Pod's requests, and how many there are.
type workload struct {
	pod   Resources
	count int64
}

// containerDefaults are what a LimitRange of the lab gives to containers.
type containerDefaults struct{ requests, limits corev1.ResourceList }

// templates are where an object has its Pods, and where it says how many.
var templates = map[string][2]string{
	"Pod": {"", ""}, "Deployment": {"spec template", "spec replicas"}, "ReplicaSet": {"spec template", "spec replicas"},
	"StatefulSet": {"spec template", "spec replicas"}, "ReplicationController": {"spec template", "spec replicas"},
	"DaemonSet": {"spec template", ""}, "Job": {"spec template", "spec parallelism"},
	"CronJob": {"spec jobTemplate spec template", "spec jobTemplate spec parallelism"},
}

// template gives the Pod, or the template of Pods, of an object, or nil.
func template(o *unstructured.Unstructured) map[string]any {
	at, ok := templates[o.GetKind()]
	if !ok {
		return nil
	}
	found, _, _ := unstructured.NestedMap(o.Object, strings.Fields(at[0])...)
	return found
}

func workloadOf(o *unstructured.Unstructured, defaults containerDefaults) (workload, bool) {
	found := template(o)
	pod := &corev1.Pod{}
	if found == nil || runtime.DefaultUnstructuredConverter.FromUnstructured(map[string]any{"spec": found["spec"]}, pod) != nil {
		return workload{}, false
	}
	for _, containers := range [][]corev1.Container{pod.Spec.InitContainers, pod.Spec.Containers} {
		for i := range containers {
			defaults.fill(&containers[i].Resources)
		}
	}
	w := workload{pod: resources(resource.PodRequests(pod, resource.PodResourcesOptions{})), count: 1}
	w.pod[corev1.ResourcePods] = 1000
	if at := templates[o.GetKind()][1]; at != "" {
		if count, ok := integer(o.Object, strings.Fields(at)...); ok {
			w.count = count
		}
	}
	return w, true
}

// fill gives requests where there are none, as the API server does: those of the LimitRange, and else the limits.
func (d containerDefaults) fill(r *corev1.ResourceRequirements) {
	own := r.Limits.DeepCopy()
	requests := corev1.ResourceList{}
	for _, list := range []corev1.ResourceList{d.limits, d.requests, own, r.Requests} {
		maps.Copy(requests, list)
	}
	r.Requests = requests
}

// limitRange reads what containers get that ask for nothing.
func (d *deriver) limitRange(o *unstructured.Unstructured) {
	found := &corev1.LimitRange{}
	if o.GetKind() != "LimitRange" || runtime.DefaultUnstructuredConverter.FromUnstructured(o.Object, found) != nil {
		return
	}
	for _, item := range found.Spec.Limits {
		if item.Type == corev1.LimitTypeContainer {
			d.defaults = containerDefaults{item.DefaultRequest, item.Default}
		}
	}
}

func (d *deriver) scale(object string, replicas int64) {
	if w, ok := d.workloads[object]; ok {
		w.count = replicas
		d.workloads[object] = w
		d.measure()
	}
}

// measure notes what all that runs now requests, if that is more than before.
func (d *deriver) measure() {
	sum := Resources{}
	for _, w := range d.workloads {
		sum.add(w.pod, w.count)
	}
	for name, amount := range sum {
		d.peak[name] = max(d.peak[name], amount)
	}
}
