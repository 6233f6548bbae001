package mutate_test

import (
	"strings"
	"testing"

	"labs.local/labs/internal/mutate"
	"labs.local/labs/internal/testkit"
)

// TestWhatCanBeTooMuchInAManifest lists mutants that are derived of a manifest,
// beside others.
func TestWhatCanBeTooMuchInAManifest(t *testing.T) {
	for name, test := range map[string]struct {
		manifest string
		want     []string
	}{
		"a rule": {"kind: Role\nmetadata: {name: a}\nrules: [{apiGroups: [apps], resources: [deployments], verbs: [list, watch]}]\n", []string{
			"rules[1] added", "rules[0].apiGroups[*] added", "rules[0].resources[*] added", "rules[0].resources[secrets] added",
			"rules[0].verbs[*] added", "rules[0].verbs[get] added", "the rights of its Roles in all namespaces",
		}},
		"subjects": {"kind: RoleBinding\nmetadata: {name: a}\nsubjects: [{kind: Group, name: system:serviceaccounts}, {kind: User, name: me}]\n", []string{
			"subjects[mutant] added", "subjects[system:serviceaccounts] -> group system:authenticated", "subjects[me] -> group system:serviceaccounts",
		}},
		"capabilities": {"spec: {containers: [{name: a, securityContext: {privileged: false, capabilities: {drop: [ALL], add: [CHOWN]}}}]}\n", []string{
			"spec.containers[a].securityContext.privileged: false -> true", "spec.containers[a].securityContext.capabilities.drop[ALL] taken out",
			"spec.containers[a].securityContext.capabilities.add[NET_ADMIN] added",
		}},
		"a user": {"spec: {securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}}\n", []string{
			"spec.securityContext.runAsNonRoot: true -> false", "spec.securityContext.runAsUser: 1000 -> 0", "spec.securityContext.seccompProfile.type: RuntimeDefault -> Unconfined",
		}},
		"ports": {"spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}\n", []string{"spec.containers[a].ports[65000] added"}},
		"a network policy": {"spec: {podSelector: {matchLabels: {a: b, c: d}}, ingress: [{from: [{podSelector: {}}]}]}\n", []string{
			"spec.podSelector emptied", "spec.podSelector.matchLabels.a taken out", "spec.ingress[0].from[1] added",
		}},
		"a command": {"spec: {containers: [{name: a, command: [sh, -c, \"curl --cacert x https://a/\"], args: [--bind=127.0.0.1, --insecure-skip-tls-verify=false]}]}\n", []string{
			"spec.containers[a].command: curl -> curl -k", "spec.containers[a].command: --cacert x -> --insecure",
			"spec.containers[a].args: --bind=127.0.0.1 -> --address=0.0.0.0", "spec.containers[a].args: insecure-skip-tls-verify=false -> insecure-skip-tls-verify=true",
		}},
		"settings": {"kind: ConfigMap\ndata:\n  config: |\n    clusters: [{cluster: {certificate-authority-data: YQ==, server: x}}]\n", []string{
			"data.config: certificate-authority-data: YQ== -> insecure-skip-tls-verify: true",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			course, l := one(t, "steps: [{name: do, operations: [{apply: x.yaml}], checks: [object: pod/x]}]\n", map[string]string{"manifests/x.yaml": test.manifest})
			all := strings.Join(names(t, course, l), "\n") + "\n"
			for _, want := range test.want {
				if !strings.Contains(all, "x.yaml: "+want+"\n") {
					t.Errorf("there is no %q among\n%s", want, all)
				}
			}
		})
	}
}

// TestTheRightsOfARoleInAllNamespaces has a Role and what binds it, which are
// the whole cluster's in the mutant, under names that no other run has.
func TestTheRightsOfARoleInAllNamespaces(t *testing.T) {
	course, l := one(t, "steps: [{name: do, operations: [{apply: x.yaml}], checks: [object: pod/x]}]\n", map[string]string{"manifests/x.yaml": `kind: Role
metadata: {name: a}
---
kind: RoleBinding
metadata: {name: b}
roleRef: {kind: Role, name: a}
`})
	mutants, _, err := mutate.Derive(course, l)
	testkit.Must(t, err)
	for _, m := range mutants {
		if strings.HasSuffix(m.Name, "in all namespaces") {
			text, err := m.Course.Manifest(m.Lab, "x.yaml")
			testkit.Must(t, err)
			testkit.Equal(t, string(text), `kind: ClusterRole
metadata: {name: "${{ namespace }}:a"}
---
kind: ClusterRoleBinding
metadata: {name: "${{ namespace }}:b"}
roleRef: {kind: ClusterRole, name: "${{ namespace }}:a"}
`)
			return
		}
	}
	t.Error("there is no such mutant")
}

// TestWhatVerifiesNothingAlreadyStays has commands in which there is nothing
// left to turn off.
func TestWhatVerifiesNothingAlreadyStays(t *testing.T) {
	for _, command := range []string{`[curl, -sk, "https://a/"]`, `[curl, "http://a/"]`, `[sh, -c, "curl --insecure https://a/"]`, `[sh, -c, "echo curl; date"]`} {
		course, l := one(t, "steps: [{name: do, operations: [{exec: {pod: web, command: "+command+"}}], checks: [line: a]}]\n", nil)
		testkit.Equal(t, names(t, course, l), []string{"do.operations[0].exec.command: true"})
	}
}
