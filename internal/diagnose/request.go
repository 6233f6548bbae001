package diagnose

import (
	"cmp"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/kube"
)

// request is what a command in a Pod, or this machine, asks of a server.
type request struct {
	host, port string
	// Access is what it asks for if the server is the API server.
	kube.Access
	// authorized says that it carries a token.
	authorized bool
}

var (
	anyURL    = regexp.MustCompile(`https?://[^\s"'\\;|&)]+`)
	anyMethod = regexp.MustCompile(`(?:-X ?|--request[ =])([A-Z]+)`)
	sendsData = regexp.MustCompile(` (-d|--data\S*|--json) `)
	sendsAuth = regexp.MustCompile(`(?i)authorization|--oauth2-bearer`)
	shellVar  = regexp.MustCompile(`\$\{?([A-Za-z_]\w*)\}?`)
)

// request reads the request out of the command or the operation, or nil.
func (s *scene) request() *request {
	if s.http != nil {
		return newRequest(s.http.URL, cmp.Or(s.http.Method, "GET"), false)
	}
	script := s.script()
	found := anyURL.FindString(s.expand(script))
	if found == "" {
		return nil
	}
	method := "GET"
	if m := anyMethod.FindStringSubmatch(script); m != nil {
		method = m[1]
	} else if sendsData.MatchString(script) {
		method = "POST"
	}
	return newRequest(found, method, sendsAuth.MatchString(script))
}

// expand replaces a script's variables by what they mostly are: the API server's address, or the namespace.
func (s *scene) expand(script string) string {
	return shellVar.ReplaceAllStringFunc(script, func(found string) string {
		switch name := shellVar.FindStringSubmatch(found)[1]; name {
		case "KUBERNETES_SERVICE_HOST":
			return "kubernetes.default.svc"
		case "KUBERNETES_SERVICE_PORT", "KUBERNETES_SERVICE_PORT_HTTPS":
			return "443"
		}
		return s.Namespace
	})
}

func newRequest(address, method string, authorized bool) *request {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	port := cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
	return &request{u.Hostname(), port, access(u, method), authorized}
}

// access reads a URL of the API server
// (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris).
func access(u *url.URL, method string) kube.Access {
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	a := kube.Access{Verb: strings.ToLower(method)}
	switch {
	case parts[0] == "api" && len(parts) > 2:
		parts = parts[2:]
	case parts[0] == "apis" && len(parts) > 3:
		a.Group, parts = parts[1], parts[3:]
	default:
		a.Path = "/" + strings.Trim(u.Path, "/")
		return a
	}
	if parts[0] == "namespaces" && len(parts) > 2 {
		a.Namespace, parts = parts[1], parts[2:]
	}
	parts = append(parts, "", "")
	a.Resource, a.Name, a.Subresource = parts[0], parts[1], parts[2]
	a.Verb = verb(method, a.Name != "", u.Query().Get("watch"))
	return a
}

// verb gives the API's verb for a method
// (https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb).
func verb(method string, named bool, watch string) string {
	switch {
	case method == "GET" && named:
		return "get"
	case method == "GET" && (watch == "true" || watch == "1"):
		return "watch"
	case method == "GET" || method == "HEAD":
		return "list"
	case method == "DELETE" && !named:
		return "deletecollection"
	}
	return map[string]string{"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}[method]
}

func (r *request) loopback() bool {
	ip := net.ParseIP(r.host)
	return r.host == "localhost" || ip != nil && ip.IsLoopback()
}

// reachesAPI says whether the host is the API server in the cluster, or a proxy to it beside the command.
func (r *request) reachesAPI(clusterIP string) bool {
	names := []string{"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", clusterIP}
	return r.loopback() || slices.Contains(names, r.host)
}
