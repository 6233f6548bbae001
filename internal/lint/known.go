package lint

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/util/jsonpath"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kubectl"
	"labs.local/labs/internal/lab"
)

// named is something that a lab names, with its path in lab.yaml.
type named struct {
	lab  *lab.Lab
	text string
	at   []string
}

// jsonPaths finds templates that are none.
func jsonPaths(c *course, report reporter) {
	for _, path := range c.templates() {
		if err := jsonpath.New("").Parse(valueMark.ReplaceAllString(path.text, "value")); err != nil {
			report(path.lab.Problem(i18n.Text("not a JSONPath: %v", err), path.at...))
		}
	}
}

func (c *course) templates() (all []named) {
	for _, l := range c.Labs {
		for _, o := range operations(l) {
			if o.Wait != nil && o.Wait.JSONPath != "" {
				all = append(all, named{l, o.Wait.JSONPath, slices.Concat(o.at, []string{"wait", "jsonPath"})})
			}
		}
		for i := range l.Steps {
			for _, name := range slices.Sorted(maps.Keys(l.Steps[i].Capture)) {
				all = append(all, named{l, l.Steps[i].Capture[name].JSONPath, step(i, "capture", name, "jsonPath")})
			}
		}
	}
	return all
}

// kubectlCommands finds command lines that the built-in kubectl would refuse.
func kubectlCommands(c *course, report reporter) {
	refuse := func(l *lab.Lab, words, at []string) {
		if _, err := kubectl.Parse(words); len(words) > 0 && err != nil {
			report(l.Problem(i18n.Text("kubectl does not accept this: %v", err), slices.Concat(at, []string{"kubectl"})...))
		}
	}
	for _, l := range c.Labs {
		for _, o := range operations(l) {
			refuse(l, o.Kubectl, o.at)
		}
	}
	for _, k := range c.checks() {
		refuse(k.lab, k.Kubectl, k.at)
	}
}

// conditions are those that Kubernetes' own controllers set (API reference,
// "type" of the conditions in each status).
var conditions = map[string][]string{
	"pod":                      {"PodScheduled", "ContainersReady", "Initialized", "Ready", "PodReadyToStartContainers", "DisruptionTarget", "PodResizePending", "PodResizeInProgress"},
	"deployment":               {"Available", "Progressing", "ReplicaFailure"},
	"replicaset":               {"ReplicaFailure"},
	"replicationcontroller":    {"ReplicaFailure"},
	"statefulset":              {},
	"daemonset":                {},
	"job":                      {"Complete", "Failed", "Suspended", "FailureTarget", "SuccessCriteriaMet"},
	"cronjob":                  {},
	"node":                     {"Ready", "MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"},
	"service":                  {},
	"configmap":                {},
	"secret":                   {},
	"serviceaccount":           {},
	"role":                     {},
	"rolebinding":              {},
	"ingress":                  {},
	"horizontalpodautoscaler":  {"AbleToScale", "ScalingActive", "ScalingLimited"},
	"customresourcedefinition": {"Established", "NamesAccepted", "NonStructuralSchema", "Terminating", "KubernetesAPIApprovalPolicyConformant", "StorageMigrating"},
}

// unknownConditions finds waits that could never end. A Pod may have conditions
// of its own, which its readinessGates name.
func unknownConditions(c *course, report reporter) {
	for _, l := range c.Labs {
		for _, o := range operations(l) {
			if o.Wait == nil || o.Wait.Condition == "" {
				continue
			}
			kind, _, _ := strings.Cut(o.Wait.Object, "/")
			of, known := conditions[kubectl.Canonical(kind)]
			same := func(name string) bool { return strings.EqualFold(name, o.Wait.Condition) }
			if !known || slices.ContainsFunc(of, same) || strings.Contains(o.Wait.Condition, "/") {
				continue
			}
			message := i18n.Text("%s has no condition %s%v", kind, o.Wait.Condition, lab.Meant(o.Wait.Condition, of))
			if len(of) == 0 {
				message = i18n.Text("%s has no conditions: wait for rollout: true, or for a jsonPath", kind)
			}
			report(l.Problem(message, slices.Concat(o.at, []string{"wait", "condition"})...))
		}
	}
}

// unknownKinds finds kinds that the cluster will not have, in a course that does not
// bring kinds in a way that cannot be read.
func unknownKinds(c *course, report reporter) {
	known := kinds()
	c.eachObject(func(_ *file, object *yaml.Node) {
		if scalar(object, "kind") == "CustomResourceDefinition" {
			names := get(get(object, "spec"), "names")
			for _, field := range []string{"kind", "plural", "singular"} {
				known[strings.ToLower(scalar(names, field))] = true
			}
			if list := get(names, "shortNames"); list != nil {
				for _, short := range list.Content {
					known[short.Value] = true
				}
			}
		}
	})
	for _, k := range c.kinds() {
		word, _, grouped := strings.Cut(strings.ToLower(k.text), ".")
		if grouped || word == "" || strings.Contains(word, "$") || known[word] || known[kubectl.Canonical(word)] || brings(k.lab) {
			continue
		}
		report(k.lab.Problem(i18n.Text("neither Kubernetes nor this course has a kind %s%v", k.text, lab.Meant(word, slices.Sorted(maps.Keys(known)))), k.at...))
	}
}

// kinds gives those of Kubernetes itself, in lower case, and their plurals.
func kinds() map[string]bool {
	all := map[string]bool{"customresourcedefinition": true, "customresourcedefinitions": true, "crd": true, "crds": true, "apiservice": true, "apiservices": true}
	for kind := range scheme.Scheme.AllKnownTypes() {
		name := strings.ToLower(kind.Kind)
		all[name], all[name+"s"], all[name+"es"], all[strings.TrimSuffix(name, "y")+"ies"] = true, true, true, true
	}
	return all
}

// brings says whether a lab may bring kinds that nobody can read: a script does.
func brings(l *lab.Lab) bool {
	return slices.ContainsFunc(operations(l), func(o operation) bool { return o.Shell != "" })
}

// kinds gives what the labs name in KIND/NAME, and where.
func (c *course) kinds() (all []named) {
	add := func(l *lab.Lab, reference string, at ...string) {
		if kind, _, _ := strings.Cut(reference, "/"); kind != "" {
			all = append(all, named{l, kind, at})
		}
	}
	for _, l := range c.Labs {
		for _, o := range operations(l) {
			facts := o.Facts()
			if facts.Object != "" && o.Exec == nil && o.Logs == nil {
				add(l, facts.Object, slices.Concat(o.at, []string{facts.Kind, "object"})...)
			}
		}
		for i := range l.Steps {
			for _, name := range slices.Sorted(maps.Keys(l.Steps[i].Capture)) {
				add(l, l.Steps[i].Capture[name].Object, step(i, "capture", name, "object")...)
			}
			for j, k := range l.Steps[i].Checks {
				at := step(i, "checks", strconv.Itoa(j))
				add(l, k.Object, slices.Concat(at, []string{"object"})...)
				add(l, k.Absent, slices.Concat(at, []string{"absent"})...)
				if k.Objects != nil {
					add(l, k.Objects.Kind, slices.Concat(at, []string{"objects", "kind"})...)
				}
			}
		}
	}
	return all
}
