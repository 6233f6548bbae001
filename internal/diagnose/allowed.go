package diagnose

import (
	"cmp"
	"context"
	"net/http"
	"regexp"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
)

// granted is how the API server says what allows something.
var granted = regexp.MustCompile(`allowed by (ClusterRoleBinding|RoleBinding) "([^"/]+)(?:/([^"]+))?" of (ClusterRole|Role) "([^"]+)" to (\w+) "([^"]+)"`)

// allowed says what allows a request that the check demands to be refused.
func allowed(ctx context.Context, s *scene) []i18n.Message {
	code := s.code()
	demanded := s.wants(http.StatusForbidden) || s.wants(http.StatusUnauthorized)
	if !demanded || code == http.StatusForbidden || code == http.StatusUnauthorized || s.Output.ExitCode != 0 {
		return nil
	}
	a, ok := s.asked(ctx)
	if !ok {
		return nil
	}
	return s.allowing(ctx, a)
}

// rights says why somebody may not do, or may do, what a check asks about.
func rights(ctx context.Context, s *scene) []i18n.Message {
	if s.Check == nil || s.Check.Can == nil {
		return nil
	}
	a, err := s.Cluster.Access(ctx, cmp.Or(s.Check.Namespace, s.Namespace), s.Check.Can)
	switch {
	case err != nil:
		return nil
	case s.Check.Can.Wanted():
		return append(s.noAccount(ctx, a), s.remedy(ctx, a)...)
	}
	return s.allowing(ctx, a)
}

// noAccount tells of a ServiceAccount that is asked about and does not exist.
func (s *scene) noAccount(ctx context.Context, a kube.Access) []i18n.Message {
	namespace, name, ok := account(a.User)
	if !ok {
		return nil
	}
	o := kube.Object{Reference: "serviceaccount/" + name, Namespace: namespace}
	if here, _, ok := s.namesakes(ctx, o); ok {
		return messages(nowhere(o, here))
	}
	return nil
}

// allowing names the binding that allows something, and the rule.
func (s *scene) allowing(ctx context.Context, a kube.Access) []i18n.Message {
	yes, reason, err := s.Cluster.Allowed(ctx, a)
	m := granted.FindStringSubmatch(reason)
	if err != nil || !yes || m == nil {
		return nil
	}
	role := rbacv1.RoleRef{Kind: m[4], Name: m[5]}
	rules, _ := s.rules(ctx, role, a.Namespace)
	found := messages(i18n.Text("%s can %v: %s %s grants %s %s to %v; matching rule: %s", a.User, doing(a), m[1], m[2], m[4], m[5], grantee(m[6], m[7]), ruleFor(rules, a)))
	if s.Task {
		return found
	}
	return append(found, lessen(m[1], m[2], role, a))
}

// grantee names who a binding grants a role to. The API server writes a ServiceAccount as NAME/NAMESPACE.
func grantee(kind, name string) i18n.Message {
	if name, namespace, ok := strings.Cut(name, "/"); ok {
		return i18n.Text("%s %s in namespace %s", kind, name, namespace)
	}
	return i18n.Text("%s %s", kind, name)
}

// ruleFor writes the rule that allows something in one line.
func ruleFor(rules []rbacv1.PolicyRule, a kube.Access) string {
	for _, rule := range rules {
		if _, allowed := covers(rule, a); allowed {
			verbs := "], verbs: [" + strings.Join(rule.Verbs, ", ") + "]}"
			if a.Path != "" {
				return "{nonResourceURLs: [" + strings.Join(rule.NonResourceURLs, ", ") + verbs
			}
			return "{resources: [" + strings.Join(rule.Resources, ", ") + verbs
		}
	}
	return "{}"
}

// lessen says how to take a right away: a role of the lab's own is changed, another one is unbound.
func lessen(kind, name string, role rbacv1.RoleRef, a kube.Access) i18n.Message {
	if role.Kind == "Role" {
		return i18n.Text("remove verb \"%s\" on %s from Role %s", a.Verb, resourceOf(a), role.Name)
	}
	if kind == "RoleBinding" {
		return i18n.Text("delete the binding: kubectl delete rolebinding %s --namespace=%s", name, a.Namespace)
	}
	return i18n.Text("delete the binding: kubectl delete clusterrolebinding %s", name)
}
