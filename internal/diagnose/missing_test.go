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
		nearest   = `there is no pod/downward-evn in the namespace web; the nearest name there is "downward-env": is one of the two misspelt?`
		elsewhere = `pod/shop is in the namespace default, and looked for in the namespace web: make it there, with --namespace=web`
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
		"others":          {diagnose.Failure{Check: object("service/zzz")}, "there is no service/zzz in the namespace web; of that kind it has shop: make it, or give it that name"},
		"nothing":         {diagnose.Failure{Check: object("secret/token")}, "there is no secret/token in the namespace web, nor any other of that kind: make it"},
		"a server's word": {
			diagnose.Failure{Check: &lab.Check{HTTP: &lab.HTTP{URL: "http://127.0.0.1:8001/api/v1/namespaces/web/pods/downward-evn"}}, Output: lab.Output{
				Status: 404, Text: `{"kind": "Status", "status": "Failure", "message": "pods \"downward-evn\" not found", "code": 404}`,
			}},
			`there is no pods/downward-evn in the namespace web; the nearest name there is "downward-env": is one of the two misspelt?`,
		},
		"a container": {
			diagnose.Failure{Check: &lab.Check{Exec: &lab.Exec{Pod: "downward-env", Container: "alpin"}}},
			`pod/downward-env has no container "alpin"; the nearest is "alpine": give it that name, delete the Pod and create it again`,
		},
		"any container": {
			diagnose.Failure{Check: &lab.Check{Exec: &lab.Exec{Pod: "downward-env", Container: "web"}}},
			`pod/downward-env has no container "web"; it has alpine, sidecar`,
		},
		"an element": {
			diagnose.Failure{Check: &lab.Check{Object: "pod/downward-env", Tree: map[string]any{"spec": map[string]any{"containers": []any{map[string]any{"name": "alpin"}}}}}},
			`pod/downward-env has no element "alpin" in spec.containers; the nearest is "alpine": give it that name`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, &cluster{objects: objects(t, some)}, test.failure, test.want)
		})
	}
}
