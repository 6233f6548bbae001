package schedule_test

import (
	"strings"
	"testing"
	"testing/fstest"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/schedule"
	"labs.local/labs/internal/testkit"
)

// one is a course of one lab, whose step does the operations; x.yaml is its
// manifest.
func one(t *testing.T, operations, manifest string) (*lab.Course, *lab.Lab) {
	t.Helper()
	course, err := lab.Load(fstest.MapFS{
		"labs/01-one/lab.yaml": {Data: []byte("apiVersion: labs/v1alpha1\nkind: Lab\nmetadata: {name: one}\nlanguages: [en]\nsteps:\n- name: do\n  operations: " + operations + "\n  checks: [object: pod/x]\n")},
		"labs/01-one/en.md":    {Data: []byte("# One\n## Do {#do}\n")},
		"manifests/x.yaml":     {Data: []byte(manifest)},
		"manifests/crd.yaml":   {Data: []byte("kind: CustomResourceDefinition\nspec: {scope: Cluster, names: {kind: Planet}}\n")},
	})
	testkit.Must(t, err)
	return course, course.Labs[0]
}

const apply = "[apply: x.yaml]"

func TestWhatALabNeedsForItself(t *testing.T) {
	for name, test := range map[string]struct{ operations, manifest, names string }{
		"an object of the namespace":   {apply, "kind: Role\nmetadata: {name: a}", ""},
		"a cluster-scoped object":      {apply, "kind: ClusterRole\nmetadata: {name: a}", "clusterrole/a"},
		"the namespace in the name":    {apply, "kind: ClusterRole\nmetadata: {name: \"a-${{ namespace }}\"}", ""},
		"the namespace in a flow":      {apply, "kind: ClusterRole\nmetadata: {name: a-${{ namespace }}}", ""},
		"a list":                       {apply, "kind: List\napiVersion: v1\nitems: [{kind: StorageClass, apiVersion: v1, metadata: {name: a}}, {kind: PersistentVolume, apiVersion: v1, metadata: {name: b}}]", "persistentvolume/b storageclass/a"},
		"a kind of the course":         {apply, "kind: Planet\nmetadata: {name: mars}", "planet/mars"},
		"a nodePort":                   {apply, "kind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80, nodePort: 30080}, {port: 81}]}", "nodePort 30080"},
		"a hostPort":                   {apply, "kind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{ports: [{containerPort: 80, hostPort: 8080}]}]}}}", "hostPort 8080"},
		"a port of the host's network": {apply, "kind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, containers: [{ports: [{containerPort: 80}]}]}", "hostPort 80"},
		"kubectl create":               {"[kubectl: [create, clusterrole, a, --verb=get, --resource=pods]]", "", "clusterrole/a"},
		"kubectl create ns":            {"[kubectl: [create, ns, a]]", "", "namespace/a"},
		"kubectl create deployment":    {"[kubectl: [create, deployment, a, --image, b]]", "", ""},
		"kubectl in a namespace":       {"[kubectl: [create, -n, other, configmap, a]]", "", "namespace/other"},
		"kubectl run in a namespace":   {"[kubectl: [run, web, --image=b, -n, other]]", "", "namespace/other"},
		"kubectl that only pretends":   {"[kubectl: [create, ns, a, --dry-run=server]]", "", ""},
		"kubectl get of a namespace":   {"[kubectl: [get, -n, other, configmap, a]]", "", ""},
		"kubectl label of a node":      {"[kubectl: [label, node/a, b=c]]", "", "node/a"},
		"kubectl patch of classes":     {"[kubectl: [patch, storageclasses.storage.k8s.io, a, -p, b]]", "", "storageclass/a"},
		"a script":                     {"[shell: \"set -e\\nlabs kubectl create \\\\\\n clusterrolebinding a --clusterrole b\"]", "", "clusterrolebinding/a"},
		"a deletion":                   {"[delete: {object: clusterrole/a}]", "", "clusterrole/a"},
		"a request":                    {`[http: {url: "http://a/", method: POST, body: '{"kind": "Namespace", "metadata": {"name": "a"}}'}]`, "", "namespace/a"},
		"a taint":                      {"[kubectl: [taint, node, a, b=c:NoSchedule]]", "", "alone"},
		"a group of everybody":         {apply, "kind: ClusterRoleBinding\nmetadata: {name: \"${{ namespace }}\"}\nsubjects: [{kind: Group, name: system:serviceaccounts}]", "alone"},
		"a group of the namespace":     {apply, "kind: ClusterRoleBinding\nmetadata: {name: \"${{ namespace }}\"}\nsubjects: [{kind: Group, name: \"system:serviceaccounts:${{ namespace }}\"}]", ""},
		"a webhook for all":            {apply, "kind: ValidatingWebhookConfiguration\nmetadata: {name: \"${{ namespace }}\"}\nwebhooks: [{name: a}]", "alone"},
		"a webhook for one":            {apply, "kind: ValidatingWebhookConfiguration\nmetadata: {name: \"${{ namespace }}\"}\nwebhooks: [{name: a, namespaceSelector: {matchLabels: {a: b}}}]", ""},
		"a default class":              {apply, "kind: StorageClass\nmetadata: {name: \"${{ namespace }}\", annotations: {storageclass.kubernetes.io/is-default-class: \"true\"}}", "alone"},
	} {
		t.Run(name, func(t *testing.T) {
			d := schedule.Of(one(t, test.operations, test.manifest))
			got := d.Names
			if d.Alone {
				got = append(got, "alone")
			}
			testkit.Equal(t, strings.Join(got, " "), test.names)
		})
	}
}

// TestTheNamesOfTwoLabsTogether has those of a mutant that makes nothing, so
// that it must not find what another run of its lab makes.
func TestTheNamesOfTwoLabsTogether(t *testing.T) {
	d := schedule.Requirements{Names: []string{"b"}}.Beside(schedule.Requirements{Names: []string{"a", "b"}, Alone: true})
	testkit.Equal(t, d, schedule.Requirements{Names: []string{"a", "b"}, Alone: true})
}

func TestWhatPodsRequest(t *testing.T) {
	const two = "kind: Deployment\nmetadata: {name: a}\nspec: {replicas: 3, template: {spec: {initContainers: [{resources: {requests: {cpu: 700m}}}], containers: [{resources: {requests: {cpu: 250m}}}, {resources: {limits: {cpu: 250m}}}]}}}\n"
	for name, test := range map[string]struct {
		operations, manifest string
		cpu, pods            int64
	}{
		"replicas, init containers and limits": {apply, two, 2100, 3},
		"the same twice":                       {"[apply: x.yaml, apply: x.yaml]", two, 2100, 3},
		"deleted in between":                   {"[apply: x.yaml, delete: {object: deployment/a}, kubectl: [run, b]]", two, 2100, 3},
		"scaled":                               {"[apply: x.yaml, kubectl: [scale, deployment/a, --replicas=5]]", two, 3500, 5},
		"scaled by two words":                  {"[apply: x.yaml, kubectl: [scale, deploy, a, --replicas, \"4\"]]", two, 2800, 4},
		"a LimitRange":                         {apply, "kind: LimitRange\nmetadata: {name: l}\nspec: {limits: [{type: Container, defaultRequest: {cpu: 100m}}]}\n---\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a}, {name: b}]}\n", 200, 1},
		"a CronJob":                            {apply, "kind: CronJob\nmetadata: {name: c}\nspec: {jobTemplate: {spec: {parallelism: 2, template: {spec: {containers: [{resources: {requests: {cpu: 1}}}]}}}}}\n", 2000, 2},
		"a value":                              {apply, "kind: Pod\nmetadata: {name: p}\nspec: {containers: [{resources: {requests: {cpu: \"${{ namespace }}\"}}}]}\n", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := schedule.Of(one(t, test.operations, test.manifest)).Requests
			testkit.Equal(t, []int64{r["cpu"], r["pods"] / 1000}, []int64{test.cpu, test.pods})
		})
	}
}

func node(cpu string) corev1.ResourceList {
	return corev1.ResourceList{"cpu": resource.MustParse(cpu), "pods": resource.MustParse("110")}
}

func TestALabThatCannotRunIsKnownBeforeItStarts(t *testing.T) {
	const (
		pod     = "kind: Pod\nmetadata: {name: a}\nspec: {containers: [{resources: {requests: {cpu: 3}}}]}\n"
		three   = "kind: Deployment\nmetadata: {name: a}\nspec: {replicas: 3, template: {spec: {containers: [{resources: {requests: {cpu: 900m}}}]}}}\n"
		waitPod = "[apply: x.yaml, wait: {object: pod/a, condition: Ready}]"
		waitAll = "[apply: x.yaml, wait: {object: deployment/a, condition: Available}]"
	)
	for name, test := range map[string]struct {
		operations, manifest string
		nodes                []corev1.ResourceList
		want                 string
	}{
		"it fits":              {waitPod, pod, []corev1.ResourceList{node("3")}, ""},
		"it does not":          {waitPod, pod, []corev1.ResourceList{node("2"), node("2500m")}, "the step waits for pod/a, whose Pod requests 3 of cpu, but no node has more than 2500m left"},
		"it is only looked at": {apply, pod, []corev1.ResourceList{node("2")}, ""},
		"it is not to run":     {"[apply: x.yaml, wait: {object: pod/a, condition: Failed}]", pod, []corev1.ResourceList{node("2")}, ""},
		"nobody knows":         {waitPod, pod, nil, ""},
		"all fit":              {waitAll, three, []corev1.ResourceList{node("2"), node("1")}, ""},
		"some do not":          {waitAll, three, []corev1.ResourceList{node("2")}, "the step waits for deployment/a, whose 3 Pods request 900m of cpu each, but the nodes have only 2 left"},
	} {
		t.Run(name, func(t *testing.T) {
			course, l := one(t, test.operations, test.manifest)
			got := ""
			if fault := schedule.CheckRoom(course, l, test.nodes); fault != nil {
				got, _, _ = strings.Cut(fault.Error(), "\n")
			}
			testkit.Equal(t, got, test.want)
		})
	}
}
