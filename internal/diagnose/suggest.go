package diagnose

import (
	"context"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/kube"
)

// A command is suggested only where it works: what it creates is not there yet, and the
// API server takes it in a dry run.

// bindable says whether a binding of a role can be created, with the name of the role.
func (s *scene) bindable(ctx context.Context, role string, a kube.Access) bool {
	kind := "Role"
	if a.Namespace == "" {
		kind = "ClusterRole"
	}
	return s.creatable(ctx, kind+"Binding", role, a.Namespace, map[string]any{
		"roleRef":  map[string]any{"apiGroup": rbacv1.GroupName, "kind": kind, "name": role},
		"subjects": []any{map[string]any{"apiGroup": rbacv1.GroupName, "kind": rbacv1.UserKind, "name": a.User}},
	})
}

// allowable says whether a role that allows something can be created.
func (s *scene) allowable(ctx context.Context, role string, a kube.Access) bool {
	rule := map[string]any{"verbs": []any{a.Verb}, "apiGroups": []any{a.Group}, "resources": []any{resourceOf(a)}}
	if a.Path != "" {
		rule = map[string]any{"verbs": []any{a.Verb}, "nonResourceURLs": []any{a.Path}}
	}
	kind := "Role"
	if a.Namespace == "" {
		kind = "ClusterRole"
	}
	return s.creatable(ctx, kind, role, a.Namespace, map[string]any{"rules": []any{rule}})
}

func (s *scene) creatable(ctx context.Context, kind, name, namespace string, fields map[string]any) bool {
	o := &unstructured.Unstructured{Object: fields}
	o.SetAPIVersion(rbacv1.SchemeGroupVersion.String())
	o.SetKind(kind)
	o.SetName(name)
	if _, err := s.Cluster.Get(ctx, kube.Object{Reference: strings.ToLower(kind) + "/" + name, Namespace: namespace}); !kube.IsNotFound(err) {
		return false
	}
	_, err := s.Cluster.DryRun(ctx, namespace, o)
	return err == nil
}
