package diagnose_test

import (
	"errors"
	"strings"
	"testing"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/lab"
)

const node = `
kind: Node
metadata: {name: one, labels: {disk: slow}}
status:
  allocatable: {cpu: "2", memory: 1Gi}
  images:
  - {names: ["localhost/toolbox@sha256:0", "localhost/toolbox:v1"]}
  - {names: ["docker.io/library/alpine:latest"]}
`

// pod writes a Pod of one container in a state.
func pod(container, state string) string {
	return `
kind: Pod
metadata: {name: web, uid: u1}
spec:
  nodeName: one
  restartPolicy: Always
  containers: [{name: main, ` + container + `}]
status:
  containerStatuses: [{name: main, ready: false, ` + state + `}]
---` + node
}

func TestPods(t *testing.T) {
	for name, test := range map[string]struct {
		objects string
		want    []string
	}{
		"a misspelt image": {
			pod(`image: "localhost/tolbox:v1"`, `state: {waiting: {reason: ImagePullBackOff}}`),
			[]string{"container main of pod/web uses image localhost/tolbox:v1, which is not on node one; the closest match is localhost/toolbox:v1: is the name misspelled?"},
		},
		"an image without its registry": {
			pod(`image: "toolbox:v1"`, `state: {waiting: {reason: ErrImagePull}}`),
			[]string{"container main of pod/web uses image toolbox:v1, which is not on node one; the closest match is localhost/toolbox:v1: is the name misspelled?"},
		},
		"an image that was not loaded": {
			pod(`image: "localhost/proxy:v1"`, `state: {waiting: {reason: ErrImageNeverPull}}`),
			[]string{"container main of pod/web uses image localhost/proxy:v1, which is not on node one: labs loads the images in images/; available images: localhost/toolbox:v1"},
		},
		"an image that is pulled though it is there": {
			pod(`image: alpine, imagePullPolicy: Always`, `state: {waiting: {reason: ErrImagePull}}`),
			[]string{"container main of pod/web has imagePullPolicy: Always, so image alpine is pulled from a registry even where the node has it, and that fails: to use the image of the node, set imagePullPolicy: IfNotPresent"},
		},
		"a crash": {
			pod(`image: a`, `state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 3, reason: Error}}`),
			[]string{"container main of pod/web exited with code 3 (Error); its log ends with:\n  b\n  c\n  " + strings.Repeat("d", 200) + "…"},
		},
		"a first crash": {
			pod(`image: a`, `state: {terminated: {exitCode: 1, reason: Error}}`),
			[]string{"container main of pod/web exited with code 1 (Error); its log ends with:\n  now"},
		},
		"too little memory": {
			pod(`image: a, resources: {limits: {memory: 20Mi}}`, `state: {terminated: {exitCode: 137, reason: OOMKilled}}`),
			[]string{"container main of pod/web was killed (OOMKilled) because it used more than its memory limit (20Mi): raise limits.memory, then delete the Pod and create it again"},
		},
		"too little memory, and nobody saw it": {
			pod(`image: a, resources: {limits: {memory: 20Mi}}`, `state: {terminated: {exitCode: 137, reason: Error}}`),
			[]string{"container main of pod/web was killed (exit code 137), most likely because it used more than its memory limit (20Mi): raise limits.memory, then delete the Pod and create it again"},
		},
		"killed without a limit": {
			pod(`image: a`, `state: {terminated: {exitCode: 137, reason: Error}}`),
			[]string{"container main of pod/web exited with code 137 (Error); its log ends with:\n  now"},
		},
		"a command that ends": {
			pod(`image: a`, `state: {terminated: {exitCode: 0, reason: Completed}}`),
			[]string{"container main of pod/web exits immediately with code 0 and keeps restarting: give it a command that keeps running"},
		},
		"a command that is not there": {
			pod(`image: a`, `state: {waiting: {reason: RunContainerError}}, lastState: {terminated: {exitCode: 128, reason: StartError, message: "failed to start: unable to start container process: exec: \"slep\": executable file not found in $PATH: unknown"}}`),
			[]string{"container main of pod/web cannot start: exec: \"slep\": executable file not found in $PATH: fix its command, delete the Pod and create it again"},
		},
		"a node that cannot run it": {
			pod(`image: a`, `state: {waiting: {reason: RunContainerError}}, lastState: {terminated: {exitCode: 128, reason: StartError, message: "failed to start: unable to start container process: error during container init: error setting cgroup config: write cpu.cfs_quota_us: invalid argument: unknown"}}`),
			[]string{"container main of pod/web cannot start: error during container init: error setting cgroup config: write cpu.cfs_quota_us: invalid argument"},
		},
		"a ConfigMap that is not there": {
			pod(`image: a`, `state: {waiting: {reason: CreateContainerConfigError, message: "configmap \"app\" not found"}}`),
			[]string{
				"there is no configmap/app in namespace web, and no other object of that kind: create it",
				"container main of pod/web cannot start (CreateContainerConfigError): configmap \"app\" not found",
			},
		},
		"a Pod that goes away": {
			strings.Replace(pod(`image: a`, `ready: true, state: {running: {}}`), "uid: u1", `uid: u1, deletionTimestamp: "2026-01-01T00:00:00Z"`, 1),
			[]string{"pod/web is being deleted: wait until it is gone, then create it again"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := &cluster{objects: objects(t, strings.Replace(test.objects, "ready: false, ready: true", "ready: true", 1)), log: "now\n", before: "a\nb\nc\n" + strings.Repeat("d", 300) + "\n"}
			expect(t, c, diagnose.Failure{Check: object("pod/web")}, test.want...)
		})
	}
}

func TestUnschedulable(t *testing.T) {
	const unscheduled = `
kind: Pod
metadata: {name: web}
spec: {SPEC}
status: {conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: 0/1 nodes are available}]}
---
kind: Pod
metadata: {name: other, namespace: kube-system}
spec: {nodeName: one, containers: [{resources: {requests: {cpu: 1500m}}}]}
---` + node
	for spec, want := range map[string]string{
		"containers: [{resources: {requests: {cpu: 300m}}}, {resources: {requests: {cpu: 300m, memory: 1Mi}}}]": "pod/web requests 600m of cpu; node one has 2 in total, 500m free: reduce the request, delete the Pod and create it again",
		"nodeSelector: {disk: fast}": "pod/web needs a node with labels disk=fast, but node one does not have them: fix its nodeSelector",
		"tolerations: []":            "no node can run pod/web: 0/1 nodes are available",
	} {
		c := &cluster{objects: objects(t, strings.Replace(unscheduled, "SPEC", spec, 1))}
		expect(t, c, diagnose.Failure{Check: object("pod/web")}, want)
	}
}

func TestUnready(t *testing.T) {
	const unready = `
kind: Pod
metadata: {name: web, uid: u1}
spec: {containers: [{name: main}, {name: sidecar, readinessProbe: {httpGet: {port: 8001}}}]}
status:
  containerStatuses:
  - {name: main, ready: true, state: {running: {}}}
  - {name: sidecar, ready: false, state: {running: {}}}
---
kind: Event
metadata: {name: old}
involvedObject: {uid: u1, fieldPath: "spec.containers{sidecar}"}
lastTimestamp: "2026-01-01T00:00:00Z"
reason: Unhealthy
message: "Readiness probe failed: old"
---
kind: Event
metadata: {name: new}
involvedObject: {uid: u1, fieldPath: "spec.containers{sidecar}"}
lastTimestamp: "2026-01-01T00:00:01Z"
reason: Unhealthy
message: "Readiness probe failed: connection refused"
---
kind: Event
metadata: {name: another}
involvedObject: {uid: u2, fieldPath: "spec.containers{sidecar}"}
lastTimestamp: "2026-01-01T00:00:02Z"
reason: Unhealthy
message: "Readiness probe failed: of another Pod"
`
	wait := &lab.Operation{Wait: &lab.Wait{Object: "pod/web", Condition: "Ready"}}
	c := &cluster{objects: objects(t, unready), sockets: loopback}
	expect(t, c, diagnose.Failure{Operation: wait, Err: errors.New("wait 1m: pod/web is not Ready")},
		"container sidecar of pod/web runs but is not ready: Readiness probe failed: connection refused",
		"pod/web listens on port 8001 only at 127.0.0.1:8001, but the kubelet connects to the Pod's IP address: listen on 0.0.0.0")
	expect(t, c, diagnose.Failure{Operation: wait, Err: errors.New("wait 1m: pod/web is not Ready"), Task: true},
		"container sidecar of pod/web runs but is not ready: Readiness probe failed: connection refused",
		"pod/web listens on port 8001 only at 127.0.0.1:8001, but the kubelet connects to the Pod's IP address")
}

func TestWorkloadsArePods(t *testing.T) {
	const workload = `
kind: Deployment
metadata: {name: shop}
spec: {selector: {matchLabels: {app: shop}}}
---
kind: Pod
metadata: {name: shop-1, labels: {app: shop}}
status: {conditions: [{type: Ready, status: "True"}], containerStatuses: [{name: main, state: {terminated: {exitCode: 7}}}]}
---
kind: Pod
metadata: {name: shop-2, labels: {app: shop}}
spec: {restartPolicy: Always}
status: {containerStatuses: [{name: main, state: {terminated: {exitCode: 0}}}]}
`
	expect(t, &cluster{objects: objects(t, workload)}, diagnose.Failure{Check: object("deployment/shop")},
		"container main of pod/shop-2 exits immediately with code 0 and keeps restarting: give it a command that keeps running")
}

func TestUnknown(t *testing.T) {
	const known = `
kind: Pod
metadata: {name: web, uid: u1}
status:
  conditions:
  - {type: Initialized, status: "True"}
  - {type: Ready, status: "False", message: not yet}
  - {type: ContainersReady, status: "False", message: not yet}
---
kind: Event
metadata: {name: a}
involvedObject: {uid: u1}
type: Warning
lastTimestamp: "2026-01-01T00:00:00Z"
reason: FailedMount
message: no such volume
---
kind: Event
metadata: {name: b}
involvedObject: {uid: u1}
type: Normal
eventTime: "2026-01-01T00:00:01.000000Z"
reason: Scheduled
message: to one
`
	expect(t, &cluster{objects: objects(t, known)}, diagnose.Failure{Check: object("pod/web")},
		"cause unknown; what is known of pod/web:\n  Ready is False (not yet)\n  FailedMount: no such volume")

	well := strings.NewReplacer("type: Warning", "type: Normal", "status: \"False\"", "status: \"True\"").Replace(known)
	expect(t, &cluster{objects: objects(t, well)}, diagnose.Failure{Check: object("pod/web")})
}
