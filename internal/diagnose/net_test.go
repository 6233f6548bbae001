package diagnose_test

import (
	"errors"
	"testing"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/lab"
)

// What /proc/net/tcp and tcp6 say of a proxy on 127.0.0.1:8001, with a
// connection to it, and of one on [::]:8001.
const (
	header   = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	loopback = header + `   0: 0100007F:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 19712 1
   1: 0100007F:1F42 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 19713 1
` + header
	everywhere = header + "   0: 00000000000000000000000000000000:1F41 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 19712 1\n"
	six        = header + "   0: 00000000000000000000000001000000:1F41 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 19712 1\n"
)

const network = `
kind: Pod
metadata: {name: web}
spec: {containers: [{name: main, volumeMounts: [{name: token, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]}, {name: bare}]}
status:
  podIP: 10.0.0.1
  conditions: [{type: Ready, status: "True"}]
  containerStatuses: [{name: main, ready: true, state: {running: {}}}, {name: bare, ready: true, state: {running: {}}}]
---
kind: Pod
metadata: {name: other}
status:
  podIP: 10.0.0.2
  containerStatuses: [{name: main, ready: true, state: {running: {}}}]
---
kind: Service
metadata: {name: shop}
spec: {clusterIP: 10.96.0.7, selector: {app: shop}, ports: [{port: 80}]}
---
kind: Service
metadata: {name: kubernetes, namespace: default}
spec: {clusterIP: 10.96.0.1, ports: [{port: 443}]}
`

func curl(url string) *lab.Exec { return run("curl", "-sS", url) }

func TestRefused(t *testing.T) {
	for name, test := range map[string]struct{ url, sockets, want string }{
		"another port":      {"http://127.0.0.1:8002/", loopback, "nothing listens on port 8002 in pod/web, which listens on 127.0.0.1:8001: correct one of the two ports"},
		"no port":           {"http://localhost/", header, "nothing listens on port 80 in pod/web, or on any other port there"},
		"loopback alone":    {"http://10.0.0.2:8001/", loopback, "pod/other listens on port 8001 only at 127.0.0.1:8001, so requests to 10.0.0.2 do not reach it: listen on 0.0.0.0 (for kubectl proxy: --address=0.0.0.0), or send the request to 127.0.0.1 from a container of the same Pod"},
		"another family":    {"http://10.0.0.2:8001/", six, "pod/other listens on port 8001 only at [::1]:8001, so requests to 10.0.0.2 do not reach it: listen on 0.0.0.0 (for kubectl proxy: --address=0.0.0.0), or send the request to 127.0.0.1 from a container of the same Pod"},
		"only by now":       {"http://127.0.0.1:8001/", loopback, "pod/web now listens on port 8001 (127.0.0.1:8001), but did not when the request was sent"},
		"nothing behind it": {"http://shop/", "", `Service shop has no ready Pod: its selector is app="shop"`},
		"no such port":      {"http://shop.web:8080/", "", "Service shop has no port 8080; it has 80"},
	} {
		t.Run(name, func(t *testing.T) {
			c := &cluster{objects: objects(t, network), sockets: test.sockets}
			expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: curl(test.url)}, Output: lab.Output{ExitCode: 7, Stderr: "curl: (7) Failed to connect"}}, test.want)
		})
	}
}

func TestOpen(t *testing.T) {
	c := &cluster{objects: objects(t, network), sockets: everywhere}
	expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: curl("http://10.0.0.2:8001/"), ExitCode: pointer(7)}},
		"pod/other listens on port 8001 at [::]:8001, which others can reach: listen on 127.0.0.1 only (kubectl proxy does this without --address)")
	expect(t, c, diagnose.Failure{Check: &lab.Check{HTTP: &lab.HTTP{URL: "http://127.0.0.1:8001/version"}, Refused: true}, Output: lab.Output{Status: 200}},
		"a program on this machine still listens on 127.0.0.1:8001: stop the proxy or the other program")
}

func TestUnresolved(t *testing.T) {
	for host, want := range map[string]string{
		"kubernetes":         "name kubernetes does not resolve in namespace web: Service kubernetes is in namespace default, so use kubernetes.default",
		"kubernetes.default": "name kubernetes.default is correct, but the cluster's DNS does not answer for it: check the DNS Pods with kubectl get pods --namespace=kube-system --selector=k8s-app=kube-dns",
		"shop":               "name shop is correct, but the cluster's DNS does not answer for it: check the DNS Pods with kubectl get pods --namespace=kube-system --selector=k8s-app=kube-dns",
		"shopp":              "name shopp does not resolve: there is no Service shopp in namespace web; did you mean shop?",
		"zzz.org":            "name zzz.org does not resolve, and no namespace has a Service zzz: create one, or correct the name",
	} {
		for _, stderr := range []string{"", "curl: (6) Could not resolve host: " + host} {
			expect(t, &cluster{objects: objects(t, network)}, diagnose.Failure{
				Check: &lab.Check{Exec: curl("http://" + host + "/")}, Output: lab.Output{ExitCode: 6, Stderr: stderr}}, want)
		}
	}
}

func TestCertificate(t *testing.T) {
	for container, test := range map[string]struct {
		output lab.Output
		want   string
	}{
		"main": {lab.Output{ExitCode: 60, Stderr: "curl: (60) SSL certificate problem: self-signed certificate\nMore details"},
			"curl does not trust the server's certificate (SSL certificate problem: self-signed certificate), because the cluster's own CA signed it: add --cacert /var/run/secrets/kubernetes.io/serviceaccount/ca.crt"},
		"": {lab.Output{ExitCode: 60, Stderr: "curl: (60) SSL: no alternative certificate subject name matches"},
			"the server's certificate does not include the requested name (SSL: no alternative certificate subject name matches): use https://kubernetes.default"},
		"bare": {lab.Output{ExitCode: 77},
			"/var/run/secrets/kubernetes.io/serviceaccount/ca.crt is in container main of pod/web, but the check looks in container bare: mount the volume there, delete the Pod and create it again"},
	} {
		exec := &lab.Exec{Pod: "web", Container: container, Command: []string{"curl", "https://kubernetes.default/"}}
		expect(t, &cluster{objects: objects(t, network)}, diagnose.Failure{Check: &lab.Check{Exec: exec}, Output: test.output}, test.want)
	}
}

func TestConnectionsFromThisMachine(t *testing.T) {
	request := &lab.Operation{HTTP: &lab.HTTP{URL: "https://127.0.0.1:8443/"}}
	const nobody = "nothing listens on 127.0.0.1:8443 on this machine; if this is the proxy to the API server, it is not running: start it with `kubectl proxy --port=8443`"
	expect(t, &cluster{}, diagnose.Failure{Operation: request, Err: errors.New(`Get "https://127.0.0.1:8443/": tls: failed to verify certificate: x509: certificate signed by unknown authority`)},
		"the server's certificate is not signed by the cluster's CA (x509: certificate signed by unknown authority): use https only for the API server, and http for other servers")
	expect(t, &cluster{}, diagnose.Failure{Operation: request, Err: errors.New(`Get "https://127.0.0.1:8443/": dial tcp 127.0.0.1:8443: connect: connection refused`)}, nobody)
	expect(t, &cluster{}, diagnose.Failure{Operation: request, Check: &lab.Check{Match: "x"}, Output: lab.Output{Refused: true}}, nobody)
}

// A code that the check asks for is no cause.
func TestWantedExitCodes(t *testing.T) {
	for code, stderr := range map[int]string{6: "curl: (6) Could not resolve host: zzz", 7: "", 60: "curl: (60) SSL certificate problem: x"} {
		c := &cluster{objects: objects(t, network), sockets: loopback}
		expect(t, c, diagnose.Failure{Check: &lab.Check{Exec: curl("https://zzz/"), ExitCode: &code, Line: "x"}, Output: lab.Output{ExitCode: code, Stderr: stderr}})
	}
}

// TestOfATasksConnectionTheCauseIsNamedAlone has no flag, address or header that would be the solution.
func TestOfATasksConnectionTheCauseIsNamedAlone(t *testing.T) {
	api := run("curl", "-sS", "https://kubernetes.default/api")
	for want, test := range map[string]struct {
		sockets string
		failure diagnose.Failure
	}{
		"nothing listens on 127.0.0.1:8001 on this machine; if this is the proxy to the API server, it is not running": {"",
			diagnose.Failure{Check: &lab.Check{HTTP: &lab.HTTP{URL: "http://127.0.0.1:8001/"}}, Output: lab.Output{Refused: true}}},
		"pod/other listens on port 8001 only at 127.0.0.1:8001, so requests to 10.0.0.2 do not reach it": {loopback,
			diagnose.Failure{Check: &lab.Check{Exec: curl("http://10.0.0.2:8001/")}, Output: lab.Output{ExitCode: 7}}},
		"pod/other listens on port 8001 at [::]:8001, which others can reach": {everywhere,
			diagnose.Failure{Check: &lab.Check{Exec: curl("http://10.0.0.2:8001/"), ExitCode: pointer(7)}}},
		"curl does not trust the server's certificate (SSL certificate problem: x), because the cluster's own CA signed it": {"",
			diagnose.Failure{Check: &lab.Check{Exec: api}, Output: lab.Output{ExitCode: 60, Stderr: "curl: (60) SSL certificate problem: x"}}},
		"the API server does not know who sent the request": {"",
			diagnose.Failure{Check: &lab.Check{Exec: run("curl", "-w", "%{http_code}", "https://kubernetes.default/api"), Equals: pointer("200")}, Output: lab.Output{Text: "401"}}},
	} {
		test.failure.Task = true
		expect(t, &cluster{objects: objects(t, network), sockets: test.sockets}, test.failure, want)
	}
}
