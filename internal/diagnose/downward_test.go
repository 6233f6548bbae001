package diagnose_test

import (
	"errors"
	"testing"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/lab"
)

const downward = `
kind: Pod
metadata: {name: web, uid: u1, labels: {tier: back}, annotations: {key: value}}
spec:
  nodeName: one
  serviceAccountName: default
  containers:
  - name: main
    image: localhost/toolbox:v1
    resources: {limits: {cpu: 500m, memory: 100Mi}, requests: {cpu: 15m, memory: 100Ki}}
    env:
    - {name: POD_NAM, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
    - {name: CONTAINER_CPU_REQ_MILLICORES, value: "15"}
    - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
    - {name: TIER, valueFrom: {fieldRef: {fieldPath: "metadata.labels['tier']"}}}
    - {name: ROLE, valueFrom: {fieldRef: {fieldPath: "metadata.labels['role']"}}}
    - {name: FIXED, value: someone}
    - {name: KIBIBYTES, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
    - {name: BYTES, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: "0"}}}
    - {name: CORES, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
    - {name: REQUEST, valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: 1m}}}
    - {name: DISK, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1M}}}
    volumeMounts: [{name: info, mountPath: /info}, {name: data, mountPath: /data}, {name: info, mountPath: /one, subPath: labels}]
  - {name: sidecar, env: [{name: LEVEL, value: "1"}]}
  volumes:
  - name: info
    downwardAPI:
      items:
      - {path: name, fieldRef: {fieldPath: metadata.name}}
      - {path: labels, fieldRef: {fieldPath: metadata.labels}}
      - {path: limit, resourceFieldRef: {containerName: main, resource: limits.memory, divisor: 1Mi}}
  - {name: data, emptyDir: {}}
status:
  podIP: 10.0.0.1
  hostIP: 10.0.0.9
  containerStatuses: [{name: main, ready: true, state: {running: {}}}]
`

func TestVariables(t *testing.T) {
	for line, want := range map[string]string{
		"POD_NAME=web":                     "container main of pod/web has no environment variable POD_NAME; the closest match is POD_NAM: rename it, delete the Pod and create it again",
		"CONTAINER_CPU_LIMIT_MILLICORES=1": "container main of pod/web has no environment variable CONTAINER_CPU_LIMIT_MILLICORES: add it to the container's env, delete the Pod and create it again",
		"MEBIBYTES=1":                      "container main of pod/web has no environment variable MEBIBYTES: add it to the container's env, delete the Pod and create it again",
		"POD_NAEM=1":                       "container main of pod/web has no environment variable POD_NAEM; the closest match is POD_NAM: rename it, delete the Pod and create it again",
		"ELSE=1":                           "container main of pod/web has no environment variable ELSE: add it to the container's env, delete the Pod and create it again",
		"LEVEL=1":                          "variable LEVEL is in container sidecar of pod/web, but the check looks in main: declare it there, then delete the Pod and create it again",
		"POD_IP=10.0.0.1":                  `POD_IP uses fieldPath metadata.name, whose value is "web"; "10.0.0.1" is the value of fieldPath status.podIP`,
		"POD_IP=10.0.0.2":                  `POD_IP uses fieldPath metadata.name, whose value is "web"`,
		"POD_IP=value":                     `POD_IP uses fieldPath metadata.name, whose value is "web"; "value" is the value of fieldPath metadata.annotations['key']`,
		"TIER=back":                        `TIER comes from metadata.labels['tier'], which is now "back", but a container gets its environment variables only when it starts: delete the Pod and create it again, or read the value from a volume`,
		"ROLE=web":                         "ROLE uses fieldPath metadata.labels['role'], but pod/web has no such key; it has:\n  tier=\"back\"",
		"FIXED=one":                        `FIXED has the fixed value "someone"; one is the value of fieldPath spec.nodeName: use valueFrom with that fieldPath`,
		"FIXED=two":                        `FIXED has the fixed value "someone" in the manifest of pod/web`,
		"KIBIBYTES=102400":                 "KIBIBYTES is limits.memory / divisor = 100Mi / 1Mi = 100; to get 102400, use divisor 1Ki",
		"BYTES=102400":                     "BYTES is limits.memory / divisor = 100Mi / 1 = 104857600; to get 102400, use divisor 1Ki",
		"CORES=500":                        "CORES is limits.cpu / divisor = 500m / 1 = 1, rounded up; to get 500, use divisor 1m",
		"REQUEST=500":                      "REQUEST is requests.cpu / divisor = 15m / 1m = 15; 500 would be limits.cpu (500m) with the same divisor",
		"REQUEST=250":                      "REQUEST is requests.cpu / divisor = 15m / 1m = 15; to get 250, container main needs requests.cpu = 250m",
		"BYTES=100":                        "BYTES is limits.memory / divisor = 100Mi / 1 = 104857600; to get 100, use divisor 1Mi",
		"KIBIBYTES=200":                    "KIBIBYTES is limits.memory / divisor = 100Mi / 1Mi = 100; to get 200, container main needs limits.memory = 200Mi",
		"DISK=102400":                      "DISK is limits.memory / divisor = 100Mi / 1M = 105, rounded up; to get 102400, use divisor 1Ki",
	} {
		t.Run(line, func(t *testing.T) {
			c := &cluster{objects: objects(t, downward)}
			expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: run("env"), Line: line}}, want)
		})
	}
}

func TestOneVariable(t *testing.T) {
	c := &cluster{objects: objects(t, downward)}
	const want = "KIBIBYTES is limits.memory / divisor = 100Mi / 1Mi = 100; to get 102400, use divisor 1Ki"
	for _, exec := range []*lab.Exec{run("printenv", "KIBIBYTES"), run("sh", "-c", `echo "${KIBIBYTES}"`), {Pod: "web", Command: []string{"sh", "-c", "echo $KIBIBYTES"}}} {
		expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: exec, Equals: pointer("102400\n")}}, want)
	}
	operation := &lab.Operation{Exec: run("env")}
	expect(t, c, diagnose.Failure{Check: &lab.Check{Line: "KIBIBYTES=102400"}, Operation: operation}, want)
}

// What a command that did not run would have printed is no cause.
func TestNoValueIsExplainedThatWasNotSeen(t *testing.T) {
	c := &cluster{objects: objects(t, downward)}
	expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: run("printenv", "KIBIBYTES"), Equals: pointer("1")}, Err: errors.New(`exec: "printenv": executable file not found in $PATH`)},
		`image localhost/toolbox:v1 of container main has no program "printenv": check the image and the name of the program`)
	expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: run("env"), Line: "ELSE=1"}, Output: lab.Output{ExitCode: 2, Stderr: "env: broken"}})
}

func TestFiles(t *testing.T) {
	listAll := run("sh", "-c", `cd /info && for f in *; do echo "$f: $(cat $f)"; done`)
	for name, test := range map[string]struct {
		check  lab.Check
		output lab.Output
		want   string
	}{
		"another divisor":  {lab.Check{Exec: listAll, Line: "limit: 102400"}, lab.Output{}, "/info/limit is limits.memory / divisor = 100Mi / 1Mi = 100; to get 102400, use divisor 1Ki"},
		"the same by path": {lab.Check{Exec: run("cat", "/info/limit"), Equals: pointer("102400")}, lab.Output{}, "/info/limit is limits.memory / divisor = 100Mi / 1Mi = 100; to get 102400, use divisor 1Ki"},
		"another field":    {lab.Check{Exec: run("cat", "/info/name"), Line: "one"}, lab.Output{}, `/info/name uses fieldPath metadata.name, whose value is "web"; "one" is the value of fieldPath spec.nodeName`},
		"no such line":     {lab.Check{Exec: listAll, Line: "nme: web"}, lab.Output{}, "volume info of pod/web, mounted at /info, has no item with path nme; the closest is name: correct it, then delete the Pod and create it again"},
		"not in the list":  {lab.Check{Exec: run("ls", "/info/"), Equals: pointer("labels\nlimit\nnames")}, lab.Output{}, "volume info of pod/web, mounted at /info, has no item with path names; the closest is name: correct it, then delete the Pod and create it again"},
		"no such item": {
			lab.Check{Exec: run("cat", "/info/zzz")}, lab.Output{ExitCode: 1, Stderr: "cat: can't open '/info/zzz': No such file or directory"},
			"volume info of pod/web, mounted at /info, has no item with path zzz; it has name, labels, limit: add the item, then delete the Pod and create it again",
		},
		"no such item here": {
			lab.Check{Exec: run("sh", "-c", "cd /info; cat lables")}, lab.Output{ExitCode: 1, Stderr: "cat: lables: No such file or directory"},
			"volume info of pod/web, mounted at /info, has no item with path lables; the closest is labels: correct it, then delete the Pod and create it again",
		},
		"not mounted there": {
			lab.Check{Exec: run("cat", "/etc/info/name")}, lab.Output{ExitCode: 1, Stderr: "cat: /etc/info/name: No such file or directory"},
			"container main of pod/web has no volume mounted at /etc/info, only at /info, /one: fix the mountPath, delete the Pod and create it again",
		},
		"mounted in another container": {
			lab.Check{Exec: &lab.Exec{Pod: "web", Container: "sidecar", Command: []string{"cat", "/info/name"}}}, lab.Output{ExitCode: 1, Stderr: "cat: /info/name: No such file or directory"},
			"/info/name is in container main of pod/web, but the check looks in container sidecar: mount the volume there, delete the Pod and create it again",
		},
		"mounted nowhere": {
			lab.Check{Exec: &lab.Exec{Pod: "web", Container: "sidecar", Command: []string{"cat", "/x/name"}}}, lab.Output{ExitCode: 1, Stderr: "cat: /x/name: No such file or directory"},
			"container sidecar of pod/web has no volume mounted at /x, and no other Downward API volume: mount one, delete the Pod and create it again",
		},
		"not refreshed": {
			lab.Check{Exec: run("cat", "/info/labels"), Line: `tier="back"`}, lab.Output{Text: `tier="front"`},
			`pod/web already has tier="back", but file /info/labels does not have it yet: wait, the kubelet updates the file within about a minute`,
		},
		"never refreshed": {
			lab.Check{Exec: run("cat", "/one"), Line: `tier="back"`}, lab.Output{Text: `tier="front"`},
			`pod/web already has tier="back", but file /one is mounted with subPath and does not receive updates: mount the complete volume`,
		},
		"not changed": {
			lab.Check{Exec: run("cat", "/info/labels"), Line: `tier="top"`}, lab.Output{Text: `tier="back"`},
			`file /info/labels takes its content from pod/web, which has tier="back"`,
		},
		"no such label": {
			lab.Check{Exec: run("cat", "/info/labels"), Line: `role="top"`}, lab.Output{Text: `tier="back"`},
			`file /info/labels takes its content from pod/web, which has no key role`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, &cluster{objects: objects(t, downward)}, diagnose.Failure{Check: &test.check, Output: test.output}, test.want)
		})
	}
}
