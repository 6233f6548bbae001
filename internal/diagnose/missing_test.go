package diagnose_test

import (
	"errors"
	"testing"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/lab"
)

func TestMissing(t *testing.T) {
	const some = `
kind: Pod
metadata: {name: downward-env}
spec: {containers: [{name: alpine}, {name: sidecar}]}
---
kind: Pod
metadata: {name: shop, namespace: default}
---
kind: Service
metadata: {name: shop}
`
	const (
		nearest   = `there is no pod/downward-evn in namespace web; the closest name there is "downward-env": check the spelling of both`
		elsewhere = `pod/shop is in namespace default; the lab needs it in web. Recreate it with -n web`
	)
	for name, test := range map[string]struct {
		failure diagnose.Failure
		want    string
	}{
		"an object":       {diagnose.Failure{Check: object("pod/downward-evn")}, nearest},
		"the Pod of exec": {diagnose.Failure{Check: &lab.Check{Exec: &lab.Exec{Pod: "downward-evn"}}, Err: errors.New("no Pod")}, nearest},
		"an operation":    {diagnose.Failure{Operation: &lab.Operation{Wait: &lab.Wait{Object: "pod/downward-evn"}}}, nearest},
		"kubectl's words": {diagnose.Failure{Check: &lab.Check{Kubectl: []string{"get", "pod", "downward-evn"}}}, nearest},
		"a slash":         {diagnose.Failure{Check: &lab.Check{Kubectl: []string{"get", "-n", "web", "pod/downward-evn"}}}, nearest},
		"elsewhere":       {diagnose.Failure{Check: object("pod/shop")}, elsewhere},
		"others":          {diagnose.Failure{Check: object("service/zzz")}, "there is no service/zzz in namespace web; the objects of that kind are shop: create it, or use that name for your object"},
		"nothing":         {diagnose.Failure{Check: object("secret/token")}, "there is no secret/token in namespace web, and no other object of that kind: create it"},
		"a server's word": {
			diagnose.Failure{Check: &lab.Check{HTTP: &lab.HTTP{URL: "http://127.0.0.1:8001/api/v1/namespaces/web/pods/downward-evn"}}, Output: lab.Output{
				Status: 404, Text: `{"kind": "Status", "status": "Failure", "message": "pods \"downward-evn\" not found", "code": 404}`,
			}},
			`there is no pods/downward-evn in namespace web; the closest name there is "downward-env": check the spelling of both`,
		},
		"a container": {
			diagnose.Failure{Check: &lab.Check{Exec: &lab.Exec{Pod: "downward-env", Container: "alpin"}}},
			`pod/downward-env has no container "alpin"; the closest match is "alpine": rename the container, delete the Pod and create it again`,
		},
		"any container": {
			diagnose.Failure{Check: &lab.Check{Exec: &lab.Exec{Pod: "downward-env", Container: "web"}}},
			`pod/downward-env has no container "web"; it has alpine, sidecar`,
		},
		"an element": {
			diagnose.Failure{Check: &lab.Check{Object: "pod/downward-env", Tree: map[string]any{"spec": map[string]any{"containers": []any{map[string]any{"name": "alpin"}}}}}},
			`pod/downward-env has no entry "alpin" in spec.containers; the closest match is "alpine": rename it`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, &cluster{objects: objects(t, some)}, test.failure, test.want)
		})
	}
}
