package terminal_test

import (
	"testing"

	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/terminal"
)

func TestNormalNamesWhatDiffersFromRunToRun(t *testing.T) {
	for text, want := range map[string]string{
		"POD_IP=10.244.0.17":                         "POD_IP=<ip>",
		"https://127.0.0.1:43211/api":                "https://127.0.0.1:<port>/api",
		"https://10.96.0.1:443":                      "https://<ip>:<port>",
		"curl http://10.244.0.4\n3:8001/":            "curl http://<ip>:<port>/",
		"curl http://10.244.0.43\n:8001/\n":          "curl http://<ip>:<port>/\n",
		"curl http://10.244.0.9:\n8001/":             "curl http://<ip>:<port>/",
		"localhost:8001":                             "localhost:<port>",
		"listens on 127.0.0.1":                       "listens on 127.0.0.1",
		"fd00:10:244::5":                             "<ip>",
		"443:31234/TCP":                              "443:<port>/TCP",
		"port 45321 is taken":                        "port <port> is taken",
		"uid: 3f1b9a52-8f2e-4a53-a4a6-9d0b7cf3a111":  "uid: <uid>",
		"passed in 0.3s, 12s, 1m20s, 340ms, 1h2m3s":  "passed in <duration>, <duration>, <duration>, <duration>, <duration>",
		"web   1/1   Running   0          5m\nnext":  "web  1/1  Running  0  <duration>\nnext",
		"web   1/1   Running   0          2m13s":     "web  1/1  Running  0  <duration>",
		"divisor: 1m and 500m, 100Mi, 104857600":     "divisor: 1m and 500m, 100Mi, 104857600",
		"2026-11-23T22:55:22.123456789Z":             "<time>",
		"2026-11-23 22:55:22 +0000 UTC":              "<time>",
		"Date: Mon, 23 Nov 2026 22:55:22 GMT":        "Date: <time>",
		`"resourceVersion": "48211"`:                 `"resourceVersion": "<version>"`,
		"labs-node:v1.37.2-66bf907f0431":             "labs-node:v1.37.2-<hash>",
		"sha256:0a1b2c":                              "<hash>",
		"web-7d9c5b8f6d-x2x4z":                       "web-<pod>",
		"Bearer eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOl.x-_": "Bearer <token>",
		"/tmp/labs-12/kube config":                   "<tmp> config",
		"/home/me/.local/state/labs/kubeconfig":      "$STATE/labs/kubeconfig",
		"  │ a   b    c":                             "  │ a  b  c",
		"Kubernetes v1.37.2, 15 times":               "Kubernetes v1.37.2, 15 times",
	} {
		testkit.Equal(t, terminal.Normal(text, "/home/me/.local/state", "$STATE"), want)
	}
}
