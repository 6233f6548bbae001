package diagnose

import (
	"cmp"
	"context"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
)

// grant is a role with the binding that gives it.
type grant struct {
	kind, name string // of the binding
	role       rbacv1.RoleRef
	rules      []rbacv1.PolicyRule
	// missing says that the role is not there.
	missing bool
}

// grants gives what the bindings of a namespace and of the cluster give a user.
func (s *scene) grants(ctx context.Context, a kube.Access) []grant {
	var all []grant
	if a.Namespace != "" {
		for _, b := range list[rbacv1.RoleBinding](ctx, s.Cluster, "rolebinding", a.Namespace) {
			if isSubject(b.Subjects, b.Namespace, a) {
				all = append(all, s.grant(ctx, "RoleBinding", b.Name, b.Namespace, b.RoleRef))
			}
		}
	}
	for _, b := range list[rbacv1.ClusterRoleBinding](ctx, s.Cluster, "clusterrolebinding", "") {
		if isSubject(b.Subjects, "", a) && !strings.HasPrefix(b.Name, "system:") {
			all = append(all, s.grant(ctx, "ClusterRoleBinding", b.Name, "", b.RoleRef))
		}
	}
	return all
}

func (s *scene) grant(ctx context.Context, kind, name, namespace string, role rbacv1.RoleRef) grant {
	rules, found := s.rules(ctx, role, namespace)
	return grant{kind, name, role, rules, !found}
}

func (s *scene) rules(ctx context.Context, role rbacv1.RoleRef, namespace string) ([]rbacv1.PolicyRule, bool) {
	if role.Kind == "ClusterRole" {
		namespace = ""
	}
	// The two kinds are the same but for their scope.
	found := get[rbacv1.Role](ctx, s.Cluster, strings.ToLower(role.Kind)+"/"+role.Name, namespace)
	if found == nil {
		return nil, false
	}
	return found.Rules, true
}

func isSubject(subjects []rbacv1.Subject, namespace string, a kube.Access) bool {
	return slices.ContainsFunc(subjects, func(subject rbacv1.Subject) bool {
		switch subject.Kind {
		case rbacv1.ServiceAccountKind:
			return a.User == "system:serviceaccount:"+cmp.Or(subject.Namespace, namespace)+":"+subject.Name
		case rbacv1.GroupKind:
			return slices.Contains(a.Groups, subject.Name)
		}
		return subject.Name == a.User
	})
}

// covers says whether a rule is about what is asked for, and whether it has the verb.
func covers(rule rbacv1.PolicyRule, a kube.Access) (about, allowed bool) {
	if a.Path != "" {
		about = slices.ContainsFunc(rule.NonResourceURLs, func(path string) bool {
			prefix, any := strings.CutSuffix(path, "*")
			return path == a.Path || any && strings.HasPrefix(a.Path, prefix)
		})
	} else {
		about = has(rule.APIGroups, a.Group) && has(rule.Resources, resourceOf(a)) &&
			(len(rule.ResourceNames) == 0 || slices.Contains(rule.ResourceNames, a.Name))
	}
	return about, about && has(rule.Verbs, a.Verb)
}

func has(list []string, value string) bool {
	return slices.Contains(list, "*") || slices.Contains(list, value)
}

// remedy says who may not do what, and what is the least to be done about it: a binding
// that leads nowhere, a verb that a role lacks, a binding that is missing or names
// another, or a role of its own.
func (s *scene) remedy(ctx context.Context, a kube.Access) []i18n.Message {
	found := messages(i18n.Text("%s cannot %v", a.User, doing(a)))
	grants := s.grants(ctx, a)
	for _, find := range []func([]grant, kube.Access) i18n.Message{roleMissing, s.verbMissing, otherGroup} {
		if text := find(grants, a); !text.IsZero() {
			return append(found, text)
		}
	}
	if text := s.unbound(ctx, a); !text.IsZero() {
		return append(found, text)
	}
	if name := roleName(a); !s.Task && s.allowable(ctx, name, a) && s.bindable(ctx, name, a) {
		found = append(found, allow(a))
	}
	return found
}

func roleMissing(all []grant, _ kube.Access) i18n.Message {
	for _, g := range all {
		if g.missing {
			return i18n.Text("%s %s refers to %s %s, which does not exist: create it, or correct the roleRef", g.kind, g.name, g.role.Kind, g.role.Name)
		}
	}
	return i18n.Message{}
}

// verbMissing tells of a rule that is about what is asked for.
func (s *scene) verbMissing(all []grant, a kube.Access) i18n.Message {
	for _, g := range all {
		for _, rule := range g.rules {
			switch about, _ := covers(rule, a); {
			case about && s.Task:
				return i18n.Text("%s %s, bound by %s %s, allows only %s", g.role.Kind, g.role.Name, g.kind, g.name, strings.Join(rule.Verbs, ", "))
			case about:
				return i18n.Text("%s %s, bound by %s %s, allows only %s: add verb \"%s\" to its rule", g.role.Kind, g.role.Name, g.kind, g.name, strings.Join(rule.Verbs, ", "), a.Verb)
			}
		}
	}
	return i18n.Message{}
}

// otherGroup tells of a rule for a resource of that name in another API group.
func otherGroup(all []grant, a kube.Access) i18n.Message {
	for _, g := range all {
		for _, rule := range g.rules {
			if a.Path == "" && has(rule.Resources, resourceOf(a)) && !has(rule.APIGroups, a.Group) {
				return i18n.Text("%s %s, bound by %s %s, has a rule for %s in API group %q, but they are in API group %q", g.role.Kind, g.role.Name, g.kind, g.name, resourceOf(a), strings.Join(rule.APIGroups, ", "), a.Group)
			}
		}
	}
	return i18n.Message{}
}

// unbound tells of a role that would do, and why it does not.
func (s *scene) unbound(ctx context.Context, a kube.Access) i18n.Message {
	role := s.roleFor(ctx, a)
	if role == "" {
		return i18n.Message{}
	}
	if other := s.otherSubject(ctx, role, a); !other.IsZero() {
		return other
	}
	if s.Task || !s.bindable(ctx, role, a) {
		return i18n.Text("Role %s allows this, but no RoleBinding grants it", role)
	}
	return i18n.Text("Role %s allows this, but no RoleBinding grants it: run %v", role, bind("role", role, a))
}

// otherSubject tells of bindings of a role, to others than who asks.
func (s *scene) otherSubject(ctx context.Context, role string, a kube.Access) i18n.Message {
	for _, b := range list[rbacv1.RoleBinding](ctx, s.Cluster, "rolebinding", a.Namespace) {
		if b.RoleRef.Kind != "Role" || b.RoleRef.Name != role || len(b.Subjects) == 0 {
			continue
		}
		of := b.Subjects[0]
		if of.Kind == rbacv1.ServiceAccountKind {
			return i18n.Text("Role %s allows this, but RoleBinding %s grants it to ServiceAccount %s in namespace %s: its subjects do not name %s", role, b.Name, of.Name, cmp.Or(of.Namespace, b.Namespace), a.User)
		}
		return i18n.Text("Role %s allows this, but RoleBinding %s grants it to %s %s: its subjects do not name %s", role, b.Name, of.Kind, of.Name, a.User)
	}
	return i18n.Message{}
}

// roleFor gives a Role of the namespace that would do.
func (s *scene) roleFor(ctx context.Context, a kube.Access) string {
	if a.Namespace == "" {
		return ""
	}
	for _, role := range list[rbacv1.Role](ctx, s.Cluster, "role", a.Namespace) {
		for _, rule := range role.Rules {
			if _, allowed := covers(rule, a); allowed {
				return role.Name
			}
		}
	}
	return ""
}

// allow gives the commands that make a role and bind it.
func allow(a kube.Access) i18n.Message {
	target := a.Resource
	if a.Group != "" {
		target += "." + a.Group
	}
	if a.Subresource != "" {
		target += "/" + a.Subresource
	}
	name := roleName(a)
	switch {
	case a.Path != "":
		return i18n.Text("to allow it, run: kubectl create clusterrole %s --verb=%s --non-resource-url=%s && %v", name, a.Verb, a.Path, bind("clusterrole", name, a))
	case a.Namespace == "":
		return i18n.Text("to allow it, run: kubectl create clusterrole %s --verb=%s --resource=%s && %v", name, a.Verb, target, bind("clusterrole", name, a))
	}
	return i18n.Text("to allow it, run: kubectl create role %s --verb=%s --resource=%s --namespace=%s && %v", name, a.Verb, target, a.Namespace, bind("role", name, a))
}

// roleName is that of the role that allow makes.
func roleName(a kube.Access) string {
	if a.Path != "" {
		return "path-" + a.Verb
	}
	return strings.ReplaceAll(resourceOf(a), "/", "-") + "-" + a.Verb
}

// account reads the user name of a ServiceAccount
// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens).
func account(user string) (namespace, name string, ok bool) {
	rest, ok := strings.CutPrefix(user, "system:serviceaccount:")
	namespace, name, _ = strings.Cut(rest, ":")
	return namespace, name, ok
}

func bind(kind, role string, a kube.Access) i18n.Message {
	subject := "--user=" + a.User
	if namespace, name, ok := account(a.User); ok {
		subject = "--serviceaccount=" + namespace + ":" + name
	}
	if kind == "clusterrole" {
		return i18n.Text("kubectl create clusterrolebinding %s --clusterrole=%s %s", role, role, subject)
	}
	return i18n.Text("kubectl create rolebinding %s --role=%s %s --namespace=%s", role, role, subject, a.Namespace)
}
