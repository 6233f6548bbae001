package diagnose

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
)

// forbidden says who may not do what, and the rule that would allow it.
func forbidden(ctx context.Context, s *scene) []i18n.Message {
	code := s.code()
	if code != http.StatusForbidden && code != http.StatusUnauthorized || s.wants(code) {
		return nil
	}
	a, known := s.denied(ctx)
	switch {
	case code == http.StatusUnauthorized && strings.Contains(s.script(), "Authorization"):
		return messages(i18n.Text("the API server does not accept the token in the request (401): it belongs to another cluster, has expired or is incomplete; read it again from /var/run/secrets/kubernetes.io/serviceaccount/token"))
	case code == http.StatusUnauthorized:
		return messages(s.unauthorized())
	case !known:
		return nil
	case a.User == kube.Anonymous:
		return messages(i18n.Text("the request is anonymous (%s), and anonymous users cannot %v", kube.Anonymous, doing(a)), s.unauthorized())
	}
	return s.remedy(ctx, a)
}

func (s *scene) unauthorized() i18n.Message {
	return s.advise(i18n.Text("the API server does not know who sent the request"),
		i18n.Text("send the ServiceAccount's token, for example with curl -H \"Authorization: Bearer $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)\""))
}

// code is the HTTP status that came back, where one is to be seen.
func (s *scene) code() int {
	if s.Output.Status != 0 {
		return s.Output.Status
	}
	if code, ok := statusCode(s.Output.Text); ok {
		return code
	}
	if status := s.status(); status != nil {
		return int(status.Code)
	}
	return 0
}

// statusCode reads a text that is a status and nothing else.
func statusCode(text string) (int, bool) {
	code, err := strconv.Atoi(strings.TrimSpace(text))
	return code, err == nil && code >= 100 && code < 600
}

// wants says whether the check demands a status.
func (s *scene) wants(code int) bool {
	if s.Check == nil {
		return false
	}
	digits := strconv.Itoa(code)
	return slices.Contains(s.Check.Status, code) || s.wholeOutput() == digits ||
		strings.Contains(s.Check.CEL, digits) || strings.Contains(s.Check.Match, digits)
}

// refusal is how the API server says what RBAC does not allow.
var refusal = regexp.MustCompile(`User "([^"]*)" cannot (\w+) (?:path "([^"]*)"|resource "([^"/]+)/?([^"]*)" in API group "([^"]*)"(?: in the namespace "([^"]*)")?)`)

// denied gives what was not allowed: as the API server says it, or what it would not allow of the request.
func (s *scene) denied(ctx context.Context) (kube.Access, bool) {
	if status := s.status(); status != nil {
		if m := refusal.FindStringSubmatch(status.Message); m != nil {
			return kube.Access{User: m[1], Verb: m[2], Path: m[3], Resource: m[4], Subresource: m[5], Group: m[6], Namespace: m[7]}.As(m[1]), true
		}
	}
	a, ok := s.asked(ctx)
	if !ok {
		return a, false
	}
	allowed, _, err := s.Cluster.Allowed(ctx, a)
	return a, err == nil && !allowed
}

// asked gives what the request asks of the API server, and as whom.
func (s *scene) asked(ctx context.Context) (kube.Access, bool) {
	r := s.request()
	if r == nil || s.pod == nil {
		return kube.Access{}, false
	}
	clusterIP := ""
	if service := get[corev1.Service](ctx, s.Cluster, "service/kubernetes", "default"); service != nil {
		clusterIP = service.Spec.ClusterIP
	}
	if !r.reachesAPI(clusterIP) {
		return kube.Access{}, false
	}
	user := kube.Anonymous
	if r.authorized || r.loopback() {
		user = fmt.Sprintf("system:serviceaccount:%s:%s", s.pod.Namespace, s.pod.Spec.ServiceAccountName)
	}
	return r.Access.As(user), true
}

// doing says what somebody does: `list pods in the namespace web`.
func doing(a kube.Access) i18n.Message {
	switch {
	case a.Path != "":
		return i18n.Text("%s path %s", a.Verb, a.Path)
	case a.Namespace == "":
		return i18n.Text("%s %s in all namespaces (API group %q)", a.Verb, resourceOf(a), a.Group)
	}
	return i18n.Text("%s %s (API group %q) in namespace %s", a.Verb, resourceOf(a), a.Group, a.Namespace)
}

func resourceOf(a kube.Access) string {
	if a.Subresource != "" {
		return a.Resource + "/" + a.Subresource
	}
	return a.Resource
}
