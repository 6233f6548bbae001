package diagnose_test

import (
	"errors"
	"strings"
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
			who + ` cannot deletecollection pods (API group "") in namespace web`,
			`Role pod-reader, bound by RoleBinding read-pods, allows only get, list: add verb "deletecollection" to its rule`}},
		"a binding": {withToken(api + "api/v1/namespaces/web/secrets?watch=true"), []string{
			who + ` cannot watch secrets (API group "") in namespace web`,
			"Role secret-reader allows this, but no RoleBinding grants it: run kubectl create rolebinding secret-reader --role=secret-reader --serviceaccount=web:reader --namespace=web"}},
		"a role": {withToken(api + "apis/apps/v1/namespaces/apps/deployments/shop/scale"), []string{
			who + ` cannot get deployments/scale (API group "apps") in namespace apps`,
			"RoleBinding read-nothing refers to Role app-reader, which does not exist: create it, or correct the roleRef"}},
		"both": {withToken("--request", "POST", "https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/apis/batch/v1/namespaces/$NS/jobs"), []string{
			who + ` cannot create jobs (API group "batch") in namespace web`,
			"to allow it, run: kubectl create role jobs-create --verb=create --resource=jobs.batch --namespace=web && kubectl create rolebinding jobs-create --role=jobs-create --serviceaccount=web:reader --namespace=web"}},
		"all namespaces": {withToken("https://10.96.0.1/api/v1/nodes"), []string{
			who + ` cannot list nodes in all namespaces (API group "")`,
			"to allow it, run: kubectl create clusterrole nodes-list --verb=list --resource=nodes && kubectl create clusterrolebinding nodes-list --clusterrole=nodes-list --serviceaccount=web:reader"}},
		"a path": {withToken(api), []string{
			who + ` cannot get path /`,
			"to allow it, run: kubectl create clusterrole path-get --verb=get --non-resource-url=/ && kubectl create clusterrolebinding path-get --clusterrole=path-get --serviceaccount=web:reader"}},
		"nobody": {run("curl", "-w", "%{http_code}", api), []string{
			"the request is anonymous (system:anonymous), and anonymous users cannot get path /",
			`the API server does not know who sent the request: send the ServiceAccount's token, for example with curl -H "Authorization: Bearer $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)"`}},
		"a sidecar": {run("curl", "-w", "%{http_code}", "http://127.0.0.1:8001/"), []string{
			who + ` cannot get path /`,
			"to allow it, run: kubectl create clusterrole path-get --verb=get --non-resource-url=/ && kubectl create clusterrolebinding path-get --clusterrole=path-get --serviceaccount=web:reader"}},
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
		`jane cannot list pods/log (API group "") in namespace web`,
		"to allow it, run: kubectl create role pods-log-list --verb=list --resource=pods/log --namespace=web && kubectl create rolebinding pods-log-list --role=pods-log-list --user=jane --namespace=web",
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
		"the API server does not accept the token in the request (401): it belongs to another cluster, has expired or is incomplete; read it again from /var/run/secrets/kubernetes.io/serviceaccount/token")
}

func TestAllowed(t *testing.T) {
	for name, test := range map[string]struct {
		url, reason string
		want        []string
	}{
		"by a Role": {"api/v1/namespaces/web/pods/web", `RBAC: allowed by RoleBinding "read-pods/web" of Role "pod-reader" to ServiceAccount "reader/web"`, []string{
			who + ` can get pods (API group "") in namespace web: RoleBinding read-pods grants Role pod-reader to ServiceAccount reader in namespace web; matching rule: {resources: [pods], verbs: [get, list]}`,
			`remove verb "get" on pods from Role pod-reader`}},
		"by a ClusterRole here": {"api/v1/namespaces/web/secrets", `RBAC: allowed by RoleBinding "all/web" of ClusterRole "admin" to ServiceAccount "reader/web"`, []string{
			who + ` can list secrets (API group "") in namespace web: RoleBinding all grants ClusterRole admin to ServiceAccount reader in namespace web; matching rule: {}`,
			"delete the binding: kubectl delete rolebinding all --namespace=web"}},
		"everywhere": {"healthz/ping", `RBAC: allowed by ClusterRoleBinding "health" of ClusterRole "health" to Group "system:serviceaccounts"`, []string{
			who + ` can get path /healthz/ping: ClusterRoleBinding health grants ClusterRole health to Group system:serviceaccounts; matching rule: {nonResourceURLs: [/healthz/*], verbs: [get]}`,
			"delete the binding: kubectl delete clusterrolebinding health"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := &cluster{objects: objects(t, rights), grant: test.reason}
			expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: withToken("https://kubernetes.default/" + test.url), Equals: pointer("403")}, Output: lab.Output{Text: "200"}}, test.want...)
		})
	}
}

func TestACheckOfARightNamesTheRuleThatIsMissingOrThere(t *testing.T) {
	c := &cluster{objects: objects(t, rights+"---\nkind: ServiceAccount\nmetadata: {name: reader}\n")}
	expect(t, c, diagnose.Failure{Check: &lab.Check{Can: &lab.Can{As: "serviceaccount:reader", Verb: "delete", Resource: "pods"}}},
		who+` cannot delete pods (API group "") in namespace web`,
		`Role pod-reader, bound by RoleBinding read-pods, allows only get, list: add verb "delete" to its rule`)
	c.grant = `RBAC: allowed by RoleBinding "read-pods/web" of Role "pod-reader" to ServiceAccount "reader/web"`
	expect(t, c, diagnose.Failure{Check: &lab.Check{Can: &lab.Can{As: "serviceaccount:reader", Verb: "list", Resource: "pods", Allowed: new(false)}}},
		who+` can list pods (API group "") in namespace web: RoleBinding read-pods grants Role pod-reader to ServiceAccount reader in namespace web; matching rule: {resources: [pods], verbs: [get, list]}`,
		`remove verb "list" on pods from Role pod-reader`)
}

func TestASelectedPodIsTheSubject(t *testing.T) {
	c := &cluster{objects: objects(t, "kind: Pod\napiVersion: v1\nmetadata: {name: web-1}\nstatus: {phase: Pending, containerStatuses: [{name: main, state: {waiting: {reason: InvalidImageName, message: no image}}}]}\nspec: {containers: [{name: main, image: X}]}\n")}
	for _, check := range []*lab.Check{
		{Objects: &lab.Objects{Kind: "pods", Selector: "app=web"}, CEL: "items.size() == 2"},
		{Exec: &lab.Exec{Objects: &lab.Objects{Kind: "pod", Selector: "app=web"}, Command: []string{"env"}}, Line: "A=1"},
	} {
		found := (&diagnose.Diagnoser{Cluster: c}).Explain(t.Context(), diagnose.Failure{Namespace: "web", Check: check})
		if len(found) == 0 || !strings.Contains(found[0].String(), "InvalidImageName") && !strings.Contains(found[0].String(), "image") {
			t.Errorf("got %v", found)
		}
	}
}

// TestATasksDiagnosisHasNoSolution has the fact alone, of each cause that knows what would remove it.
func TestATasksDiagnosisHasNoSolution(t *testing.T) {
	can := func(verb, resource string, allowed *bool) *lab.Check {
		return &lab.Check{Can: &lab.Can{As: "serviceaccount:reader", Verb: verb, Resource: resource, Allowed: allowed}}
	}
	account := "---\nkind: ServiceAccount\nmetadata: {name: reader}\n"
	unbound := "kind: Role\nmetadata: {name: lister}\nrules: [{apiGroups: [''], resources: [pods], verbs: [list]}]\n" + account
	for name, test := range map[string]struct {
		objects string
		check   *lab.Check
		want    []string
	}{
		"a verb that is missing": {rights + account, can("delete", "pods", nil), []string{
			who + ` cannot delete pods (API group "") in namespace web`, "Role pod-reader, bound by RoleBinding read-pods, allows only get, list"}},
		"a binding that is missing": {unbound, can("list", "pods", nil), []string{
			who + ` cannot list pods (API group "") in namespace web`, "Role lister allows this, but no RoleBinding grants it"}},
		"a role that is missing": {strings.TrimPrefix(account, "---\n"), can("list", "pods", nil), []string{who + ` cannot list pods (API group "") in namespace web`}},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, &cluster{objects: objects(t, test.objects)}, diagnose.Failure{Check: test.check, Task: true}, test.want...)
		})
	}
	c := &cluster{objects: objects(t, rights+account), grant: `RBAC: allowed by RoleBinding "read-pods/web" of Role "pod-reader" to ServiceAccount "reader/web"`}
	expect(t, c, diagnose.Failure{Check: can("get", "pods", pointer(false)), Task: true},
		who+` can get pods (API group "") in namespace web: RoleBinding read-pods grants Role pod-reader to ServiceAccount reader in namespace web; matching rule: {resources: [pods], verbs: [get, list]}`)
}

// TestACommandIsSuggestedOnlyWhereItWorks has a name that is taken, and an API server that refuses.
func TestACommandIsSuggestedOnlyWhereItWorks(t *testing.T) {
	account := "kind: ServiceAccount\nmetadata: {name: reader}\n"
	fact := who + ` cannot list pods (API group "") in namespace web`
	check := &lab.Check{Can: &lab.Can{As: "serviceaccount:reader", Verb: "list", Resource: "pods"}}
	command := "to allow it, run: kubectl create role pods-list --verb=list --resource=pods --namespace=web && kubectl create rolebinding pods-list --role=pods-list --serviceaccount=web:reader --namespace=web"
	expect(t, &cluster{objects: objects(t, account)}, diagnose.Failure{Check: check}, fact, command)
	expect(t, &cluster{objects: objects(t, account), refusal: errors.New("forbidden")}, diagnose.Failure{Check: check}, fact)
	expect(t, &cluster{objects: objects(t, account+"---\nkind: Role\nmetadata: {name: pods-list}\n")}, diagnose.Failure{Check: check}, fact)
}
