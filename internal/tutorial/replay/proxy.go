package replay

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kubectl"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

// ports maps a port of localhost to the address of what answers there.
type ports map[string]string

// proxy is "kubectl proxy", which runs on behind the next commands.
func (v *verb) proxy() {
	p := &lab.Proxy{Port: 8001}
	if port := number(v.k.Flag("port")); port > 0 && port <= 65535 {
		p.Port = port
	}
	v.line.replay.proxied = true
	v.line.replay.ports[strconv.Itoa(p.Port)] = "${{ proxy }}"
	v.line.do(lab.Operation{Proxy: p})
}

// forward is "kubectl port-forward": requests go by the API server's proxy
// instead, as no operation of a lab runs on but that.
func (v *verb) forward() {
	k, r := v.k, v.line.replay
	if len(k.Args) < 2 {
		v.line.note(i18n.Text("skipped: %s", "kubectl "+strings.Join(k.Words, " ")))
		return
	}
	kind, name, both := strings.Cut(k.Args[0], "/")
	if !both {
		kind, name = "pod", k.Args[0]
	}
	target := map[string]string{"pod": "pods", "service": "services"}[kubectl.Canonical(kind)]
	todo := i18n.Text("the tutorial forwards a port of %s; here, requests go through the API server's proxy", k.Args[0])
	if target == "" {
		target = "services"
		todo = i18n.Text("the API server proxies Pods and Services, but not %s: use a Service", k.Args[0])
	}
	for _, pair := range k.Args[1:] {
		local, remote, found := strings.Cut(pair, ":")
		if !found {
			remote = local
		}
		r.ports[local] = "${{ proxy }}/api/v1/namespaces/" + page.LabNamespace + "/" + target + "/" + name + ":" + remote + "/proxy"
	}
	if !r.proxied {
		r.proxied = true
		v.line.do(lab.Operation{Proxy: &lab.Proxy{Port: 8001}}, todo)
	}
}

// kill ends what runs in the background, of which labs knows the proxy.
func (l *line) kill() bool {
	if len(l.replay.ports) == 0 {
		return false
	}
	clear(l.replay.ports)
	l.do(lab.Operation{Proxy: &lab.Proxy{Stop: true}})
	return true
}

// silent are flags of curl's that change nothing of the request.
var silent = []string{"-s", "-S", "-sS", "-k", "-L", "-f", "-v", "-i", "-I", "--silent", "--insecure", "--location", "--fail", "--verbose", "--show-error", "-#"}

// curl is a request to this machine, where a proxy listens.
func (l *line) curl(words []string) bool {
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
	return l.request(request)
}

var methods = []string{"", "GET", "POST", "PUT", "PATCH", "DELETE"}

func (l *line) request(r *lab.HTTP) bool {
	if !strings.Contains(r.URL, "://") {
		r.URL = "http://" + r.URL
	}
	address, err := url.Parse(r.URL)
	if err != nil || !slices.Contains([]string{"localhost", "127.0.0.1", "[::1]"}, address.Hostname()) || !slices.Contains(methods, r.Method) || strings.HasPrefix(r.Body, "@") {
		return false
	}
	var todo []i18n.Message
	if base, known := l.replay.ports[address.Port()]; known {
		_, path, _ := strings.Cut(strings.TrimPrefix(r.URL, address.Scheme+"://"), "/")
		r.URL = base + "/" + l.replay.page.Namespaces.InPath(path)
	} else {
		todo = append(todo, i18n.Text("nothing in the lab listens on %s", r.URL))
	}
	l.do(lab.Operation{HTTP: r}, todo...)
	return true
}
