package tutorial

import (
	"net/url"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// proxy is "kubectl proxy", which runs on behind the next commands.
func (i *importer) proxy(k *invocation) {
	p := &lab.Proxy{Port: 8001}
	if port := number(k.text("port")); port > 0 && port <= 65535 {
		p.Port = port
	}
	i.ports[decimal(p.Port)] = "${{ proxy }}"
	i.do(lab.Operation{Proxy: p})
}

// forward is "kubectl port-forward": requests go by the API server's proxy
// instead, as no operation of a lab runs on but that.
func (i *importer) forward(k *invocation) {
	if len(k.args) < 2 {
		i.notes = append(i.notes, i18n.Text("left out: %s", "kubectl "+strings.Join(k.words, " ")))
		return
	}
	kind, name, both := strings.Cut(k.args[0], "/")
	if !both {
		kind, name = "pod", k.args[0]
	}
	target := map[string]string{"pod": "pods", "service": "services"}[canonical(kind)]
	todo := i18n.Text("the tutorial forwards a port of %s: requests go through the API server's proxy here", k.args[0])
	if target == "" {
		target = "services"
		todo = i18n.Text("the API server has a proxy for Pods and Services, and none for %s: name a Service", k.args[0])
	}
	for _, pair := range k.args[1:] {
		local, remote, found := strings.Cut(pair, ":")
		if !found {
			remote = local
		}
		i.ports[local] = "${{ proxy }}/api/v1/namespaces/" + own + "/" + target + "/" + name + ":" + remote + "/proxy"
	}
	if !slices.ContainsFunc(i.steps, proxies) {
		i.do(lab.Operation{Proxy: &lab.Proxy{Port: 8001}}, todo)
	}
}

func proxies(s *step) bool {
	return slices.ContainsFunc(s.operations, func(o operation) bool { return o.Proxy != nil && !o.Proxy.Stop })
}

// kill ends what runs in the background, of which labs knows the proxy.
func (i *importer) kill() bool {
	if !slices.ContainsFunc(i.steps, proxies) || len(i.ports) == 0 {
		return false
	}
	i.ports = map[string]string{}
	i.do(lab.Operation{Proxy: &lab.Proxy{Stop: true}})
	return true
}

// silent are flags of curl's that change nothing of the request.
var silent = []string{"-s", "-S", "-sS", "-k", "-L", "-f", "-v", "-i", "-I", "--silent", "--insecure", "--location", "--fail", "--verbose", "--show-error", "-#"}

// curl is a request to this machine, where a proxy listens.
func (i *importer) curl(words []string) bool {
	request := &lab.HTTP{}
	for n := 0; n < len(words); n++ {
		value := ""
		if n+1 < len(words) {
			value = words[n+1]
		}
		switch word := words[n]; {
		case slices.Contains(silent, word):
		case slices.Contains([]string{"-X", "--request"}, word):
			request.Method = value
			n++
		case slices.Contains([]string{"-d", "--data", "--data-raw", "--data-binary"}, word):
			request.Body = value
			n++
		case slices.Contains([]string{"-H", "--header"}, word) && strings.HasPrefix(strings.ToLower(value), "content-type:"):
			request.ContentType = strings.TrimSpace(value[len("content-type:"):])
			n++
		case strings.HasPrefix(word, "-") || request.URL != "":
			return false
		default:
			request.URL = word
		}
	}
	if request.Body != "" && request.Method == "" {
		request.Method = "POST"
	}
	return i.request(request)
}

var methods = []string{"", "GET", "POST", "PUT", "PATCH", "DELETE"}

func (i *importer) request(r *lab.HTTP) bool {
	if !strings.Contains(r.URL, "://") {
		r.URL = "http://" + r.URL
	}
	address, err := url.Parse(r.URL)
	if err != nil || !slices.Contains([]string{"localhost", "127.0.0.1", "[::1]"}, address.Hostname()) || !slices.Contains(methods, r.Method) || strings.HasPrefix(r.Body, "@") {
		return false
	}
	var todo []i18n.Message
	if base, known := i.ports[address.Port()]; known {
		_, path, _ := strings.Cut(strings.TrimPrefix(r.URL, address.Scheme+"://"), "/")
		r.URL = base + "/" + i.pathInside(path)
	} else {
		todo = append(todo, i18n.Text("nothing of the lab listens at %s", r.URL))
	}
	i.do(lab.Operation{HTTP: r}, todo...)
	return true
}

// pathInside puts the lab's namespace into a path of the API.
func (i *importer) pathInside(path string) string {
	parts := strings.Split(path, "/")
	for n := 0; n+1 < len(parts); n++ {
		if parts[n] == "namespaces" && i.namespaces.own(parts[n+1]) {
			parts[n+1] = own
		}
	}
	return strings.Join(parts, "/")
}
