package diagnose

import (
	"context"
	"net"
	"regexp"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
)

// The exit codes of curl (https://curl.se/docs/manpage.html#EXIT-CODES).
const (
	curlUnresolved  = 6
	curlRefused     = 7
	curlTimeout     = 28
	curlUntrusted   = 60
	curlNoAuthority = 77
)

var (
	untrusted = regexp.MustCompile(`(SSL certificate problem: [^\n]*|x509: [^\n]*|SSL: no alternative certificate[^\n]*)`)
	nameError = regexp.MustCompile(`Could not resolve host: (\S+)|lookup (\S+?)(?: on [^:]+:\d+)?: no such host`)
)

// demands says whether the check wants an exit code.
func (s *scene) demands(code int) bool {
	return s.Check != nil && s.Check.ExitCode != nil && *s.Check.ExitCode == code
}

// ended says whether a command ended so though the check does not want it.
func (s *scene) ended(code int) bool {
	return s.exec != nil && s.Output.ExitCode == code && !s.demands(code)
}

// said is all that was said of an error.
func (s *scene) said() string {
	if s.Err == nil {
		return s.Output.Stderr
	}
	return s.Output.Stderr + "\n" + s.Err.Error()
}

// certificate tells of a server whose certificate is not trusted.
func certificate(_ context.Context, s *scene) []i18n.Message {
	m := untrusted.FindStringSubmatch(s.said())
	if s.demands(curlUntrusted) || m == nil && !s.ended(curlUntrusted) && !s.ended(curlNoAuthority) {
		return nil
	}
	c, why := s.container(), ""
	if m != nil {
		why = short(m[1])
	}
	switch {
	case s.exec == nil:
		return messages(i18n.Text("the server's certificate is not signed by the cluster's CA (%s): use https only for the API server, and http for other servers", why))
	case strings.Contains(why, "alternative certificate"):
		return messages(i18n.Text("the server's certificate does not include the requested name (%s): use https://kubernetes.default", why))
	case c != nil && !mountsOver(c, tokenPath) && s.elsewhere(c, tokenPath) != "":
		return messages(i18n.Text("%s is in container %s of %s, but the check looks in container %s: mount the volume there, delete the Pod and create it again", tokenPath+"/ca.crt", s.elsewhere(c, tokenPath), reference(s.pod), c.Name))
	case c != nil && !mountsOver(c, tokenPath):
		return messages(s.advise(i18n.Text("container %s of %s has no ca.crt because the Pod or its ServiceAccount sets automountServiceAccountToken: false", c.Name, reference(s.pod)),
			i18n.Text("remove that setting, delete the Pod and create it again")))
	}
	return messages(s.advise(i18n.Text("curl does not trust the server's certificate (%s), because the cluster's own CA signed it", why),
		i18n.Text("add --cacert /var/run/secrets/kubernetes.io/serviceaccount/ca.crt")))
}

// elsewhere gives another container of the Pod that has a file in a volume, or "".
func (s *scene) elsewhere(c *corev1.Container, file string) string {
	for _, other := range s.pod.Spec.Containers {
		if other.Name != c.Name && mountsOver(&other, file) {
			return other.Name
		}
	}
	return ""
}

const tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount"

// unresolved tells of a name that does not resolve, and of a Service that has it elsewhere.
func unresolved(ctx context.Context, s *scene) []i18n.Message {
	m := nameError.FindStringSubmatch(s.said())
	var host string
	if m != nil {
		host = m[1] + m[2]
	} else if r := s.request(); r != nil && s.ended(curlUnresolved) {
		host = r.host
	}
	if host == "" || net.ParseIP(host) != nil || s.demands(curlUnresolved) {
		return nil
	}
	return messages(s.serviceFor(ctx, host))
}

func (s *scene) serviceFor(ctx context.Context, host string) i18n.Message {
	name, in, _ := strings.Cut(host, ".")
	in, _, _ = strings.Cut(in, ".")
	var here []string
	for _, service := range list[corev1.Service](ctx, s.Cluster, "service", "") {
		if service.Name == name && (service.Namespace == in || in == "" && service.Namespace == s.Namespace) {
			return i18n.Text("name %s is correct, but the cluster's DNS does not answer for it: check the DNS Pods with kubectl get pods --namespace=kube-system --selector=k8s-app=kube-dns", host)
		}
		if service.Name == name && service.Namespace != s.Namespace {
			return i18n.Text("name %s does not resolve in namespace %s: Service %s is in namespace %s, so use %s.%s", host, s.Namespace, name, service.Namespace, name, service.Namespace)
		}
		if service.Namespace == s.Namespace {
			here = append(here, service.Name)
		}
	}
	if nearest := slip(name, here); nearest != "" && nearest != name {
		return i18n.Text("name %s does not resolve: there is no Service %s in namespace %s; did you mean %s?", host, name, s.Namespace, nearest)
	}
	return i18n.Text("name %s does not resolve, and no namespace has a Service %s: create one, or correct the name", host, name)
}
