package diagnose_test

import (
	"testing"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/lab"
)

const rights = `
kind: Pod
metadata: {name: web, namespace: web}
spec: {serviceAccountName: reader, containers: [{name: main}]}
---
kind: Service
metadata: {name: kubernetes, namespace: default}
spec: {clusterIP: 10.96.0.1}
---
kind: Role
metadata: {name: pod-reader}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
---
kind: RoleBinding
metadata: {name: read-pods}
roleRef: {kind: Role, name: pod-reader}
subjects: [{kind: ServiceAccount, name: reader}]
---
kind: Role
metadata: {name: secret-reader}
rules: [{apiGroups: [""], resources: [secrets], verbs: ["*"]}]
---
kind: RoleBinding
metadata: {name: read-nothing, namespace: apps}
roleRef: {kind: Role, name: app-reader}
subjects: [{kind: Group, name: "system:serviceaccounts:web"}]
---
kind: ClusterRoleBinding
metadata: {name: "system:everybody"}
roleRef: {kind: ClusterRole, name: gone}
subjects: [{kind: Group, name: "system:authenticated"}]
---
kind: ClusterRole
metadata: {name: health}
rules: [{nonResourceURLs: ["/healthz/*"], verbs: [get]}]
`

const who = "system:serviceaccount:web:reader"

// withToken is a request with a Pod's token that prints the status alone.
func withToken(words ...string) *lab.Exec {
	return run(append([]string{"sh", "-c", `curl -o /dev/null -w "%{http_code}" -H "Authorization: Bearer $(cat token)" "$@"`, "curl"}, words...)...)
}

func TestForbidden(t *testing.T) {
	const api = "https://kubernetes.default/"
	for name, test := range map[string]struct {
		exec *lab.Exec
		want []string
	}{
		"a verb": {withToken("-X", "DELETE", api+"api/v1/namespaces/web/pods"), []string{
			who + ` may not deletecollection pods (API group "") in the namespace web`,
			"the Role pod-reader, given by the RoleBinding read-pods, allows it only get, list: add the verb deletecollection to its rule"}},
		"a binding": {withToken(api + "api/v1/namespaces/web/secrets?watch=true"), []string{
			who + ` may not watch secrets (API group "") in the namespace web`,
			"the Role secret-reader allows it, but no RoleBinding gives it: kubectl create rolebinding secret-reader --role=secret-reader --serviceaccount=web:reader --namespace=web"}},
		"a role": {withToken(api + "apis/apps/v1/namespaces/apps/deployments/shop/scale"), []string{
			who + ` may not get deployments/scale (API group "apps") in the namespace apps`,
			"the RoleBinding read-nothing gives it the Role app-reader, which does not exist: make it, or correct the roleRef"}},
		"both": {withToken("--request", "POST", "https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/apis/batch/v1/namespaces/$NS/jobs"), []string{
			who + ` may not create jobs (API group "batch") in the namespace web`,
			"this allows it: kubectl create role jobs-create --verb=create --resource=jobs.batch --namespace=web && kubectl create rolebinding jobs-create --role=jobs-create --serviceaccount=web:reader --namespace=web"}},
		"all namespaces": {withToken("https://10.96.0.1/api/v1/nodes"), []string{
			who + ` may not list nodes in all namespaces (API group "")`,
			"this allows it: kubectl create clusterrole nodes-list --verb=list --resource=nodes && kubectl create clusterrolebinding nodes-list --clusterrole=nodes-list --serviceaccount=web:reader"}},
		"a path": {withToken(api), []string{
			who + ` may not get the path /`,
			"this allows it: kubectl create clusterrole path-get --verb=get --non-resource-url=/ && kubectl create clusterrolebinding path-get --clusterrole=path-get --serviceaccount=web:reader"}},
		"nobody": {run("curl", "-w", "%{http_code}", api), []string{
			"the request is anonymous (system:anonymous), which may not get the path /",
			`the API server does not know who asks: send the ServiceAccount's token, as curl does with -H "Authorization: Bearer $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)"`}},
		"a sidecar": {run("curl", "-w", "%{http_code}", "http://127.0.0.1:8001/"), []string{
			who + ` may not get the path /`,
			"this allows it: kubectl create clusterrole path-get --verb=get --non-resource-url=/ && kubectl create clusterrolebinding path-get --clusterrole=path-get --serviceaccount=web:reader"}},
		"another server": {withToken("https://example.org/"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := &cluster{objects: objects(t, rights)}
			expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: test.exec, Equals: pointer("200")}, Output: lab.Output{Text: "403"}}, test.want...)
		})
	}
}

func TestForbiddenAsTheServerSaysIt(t *testing.T) {
	want := []string{
		`jane may not list pods/log (API group "") in the namespace web`,
		"this allows it: kubectl create role pods-log-list --verb=list --resource=pods/log --namespace=web && kubectl create rolebinding pods-log-list --role=pods-log-list --user=jane --namespace=web",
	}
	const text = `pods is forbidden: User "jane" cannot list resource "pods/log" in API group "" in the namespace "web"`
	for _, output := range []lab.Output{
		{Text: `{"kind": "Status", "status": "Failure", "reason": "Forbidden", "code": 403, "message": "pods is forbidden: User \"jane\" cannot list resource \"pods/log\" in API group \"\" in the namespace \"web\""}`},
		{ExitCode: 1, Stderr: "Error from server (Forbidden): " + text + "\n"},
	} {
		c := &cluster{objects: objects(t, rights)}
		expect(t, c, diagnose.Failure{Check: &lab.Check{Kubectl: []string{"logs"}, Match: "x"}, Output: output}, want...)
	}
}

func TestADenialThatIsWantedIsNoCause(t *testing.T) {
	denial := lab.Output{Text: `{"kind": "Status", "status": "Failure", "code": 403, "message": "pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the namespace \"web\""}`}
	for _, check := range []lab.Check{{CEL: `json.code == 403 && json.message == "no"`}, {Match: "403.*no"}, {Status: []int{401, 403}, Match: "no"}} {
		check.Exec = withToken("https://kubernetes.default/api/v1/namespaces/web/pods")
		expect(t, &cluster{objects: objects(t, rights)}, diagnose.Failure{Check: &check, Output: denial})
	}
}

func TestUnauthorized(t *testing.T) {
	c := &cluster{objects: objects(t, rights)}
	expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: withToken("https://kubernetes.default/"), Equals: pointer("200")}, Output: lab.Output{Text: "401"}},
		"the API server does not take the token that the request carries (401): it is of the other cluster, has expired or is cut: read it anew from /var/run/secrets/kubernetes.io/serviceaccount/token")
}

func TestAllowed(t *testing.T) {
	for name, test := range map[string]struct {
		url, reason string
		want        []string
	}{
		"by a Role": {"api/v1/namespaces/web/pods/web", `RBAC: allowed by RoleBinding "read-pods/web" of Role "pod-reader" to ServiceAccount "reader/web"`, []string{
			who + ` may get pods (API group "") in the namespace web: the RoleBinding read-pods gives the Role pod-reader to the ServiceAccount reader/web, with the rule {resources: [pods], verbs: [get, list]}`,
			"take get on pods out of the Role pod-reader"}},
		"by a ClusterRole here": {"api/v1/namespaces/web/secrets", `RBAC: allowed by RoleBinding "all/web" of ClusterRole "admin" to ServiceAccount "reader/web"`, []string{
			who + ` may list secrets (API group "") in the namespace web: the RoleBinding all gives the ClusterRole admin to the ServiceAccount reader/web, with the rule {}`,
			"delete the binding: kubectl delete rolebinding all --namespace=web"}},
		"everywhere": {"healthz/ping", `RBAC: allowed by ClusterRoleBinding "health" of ClusterRole "health" to Group "system:serviceaccounts"`, []string{
			who + ` may get the path /healthz/ping: the ClusterRoleBinding health gives the ClusterRole health to the Group system:serviceaccounts, with the rule {nonResourceURLs: [/healthz/*], verbs: [get]}`,
			"delete the binding: kubectl delete clusterrolebinding health"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := &cluster{objects: objects(t, rights), grant: test.reason}
			expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: withToken("https://kubernetes.default/" + test.url), Equals: pointer("403")}, Output: lab.Output{Text: "200"}}, test.want...)
		})
	}
}
