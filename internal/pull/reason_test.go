package pull

import (
	"errors"
	"testing"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/testkit"
)

// What Docker 20.10 and 28, the containerd image store and Podman 4.3 say.
func TestTheReasonIsFoundInTheEnginesWords(t *testing.T) {
	for words, want := range map[string]string{
		"Error response from daemon: toomanyrequests: You have reached your pull rate limit.":                                                               "the registry returned 429 Too Many Requests",
		"Error: reading blob sha256:c7: too many requests to registry":                                                                                      "the registry returned 429 Too Many Requests",
		"failed to copy: httpReadSeeker: failed open: unexpected status code https://r/v2/x: 429 Too Many Requests - Server message: unknown":               "the registry returned 429 Too Many Requests",
		"Error response from daemon: received unexpected HTTP status: 503 Service Unavailable":                                                              "the registry returned 503 Service Unavailable",
		"Error response from daemon: unexpected status from HEAD request to https://r/v2/x/manifests/v1: 502 Bad Gateway":                                   "the registry returned 502 Bad Gateway",
		"Error: reading blob sha256:c7: Error fetching blob: invalid status code from registry 500 (Internal Server Error)":                                 "the registry returned 500 Internal Server Error",
		"filesystem layer verification failed for digest sha256:c7":                                                                                         "the content that the registry sent does not match its digest",
		"manifest verification failed for digest sha256:c7":                                                                                                 "the content that the registry sent does not match its digest",
		`Error: writing blob: storing blob to file "/var/tmp/storage5/2": happened during read: Digest did not match, expected sha256:c7, got sha256:3f`:    "the content that the registry sent does not match its digest",
		"failed commit on ref \"layer-sha256:c7\": unexpected commit digest sha256:3f, expected sha256:c7: failed precondition":                             "the content that the registry sent does not match its digest",
		"Error response from daemon: pull access denied for x, repository does not exist or may require 'docker login': denied: requested access is denied": "the registry has no such image, or requires a login",
		"Error: initializing source docker://r/x:v1: reading manifest v1 in r/x: unauthorized: access is not authorized":                                    "the registry has no such image, or requires a login",
		"Error response from daemon: manifest for r/x:v2 not found: manifest unknown: Unknown manifest":                                                     "the registry has no such image",
		"Error response from daemon: failed to resolve reference \"r/x:v2\": r/x:v2: not found":                                                             "the registry has no such image",
		"unknown blob": "the registry has no such image",
		"Error: reading blob sha256:c7: Error fetching blob: invalid status code from registry 404 (Not Found)": "the registry has no such image",
		`Error response from daemon: Get "https://r/v2/": x509: certificate signed by unknown authority`:        "the registry's certificate is not trusted",
		"unexpected EOF": "the connection to the registry was lost",
		`Error: writing blob: storing blob to file "/var/tmp/storage5/1": happened during read: unexpected EOF`:                                                                             "the connection to the registry was lost",
		"read tcp 10.0.0.2:4444->10.0.0.3:443: read: connection reset by peer":                                                                                                              "the connection to the registry was lost",
		"dial tcp 127.0.0.1:5000: connect: connection refused":                                                                                                                              "cannot reach registry 127.0.0.1:5000: connection refused",
		`Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.53:53: dial udp 10.0.0.53:53: connect: network is unreachable`: "cannot reach registry registry-1.docker.io: network is unreachable",
		`Error response from daemon: Get "https://[fd00::1]:5000/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`:            "cannot reach registry [fd00::1]:5000: Client.Timeout exceeded",
		`Error: initializing source docker://r:5000/x:v1: pinging container registry r:5000: Get "http://r:5000/v2/": dial tcp: lookup r: no such host`:                                     "cannot reach registry r:5000: no such host",
	} {
		var found *Error
		if err := because(engine.Failed([]string{"docker", "pull", "x"}, words, errors.New("exit status 1")), false); !errors.As(err, &found) {
			t.Errorf("no reason is found in %q", words)
			continue
		}
		testkit.Equal(t, found.Reason.String(), want)
		if found.Hint.IsZero() {
			t.Errorf("%q has no hint", want)
		}
	}
}

// What is not the registry's is the engine's to say, with its own hint.
func TestWhatIsNotTheRegistrysStaysAsItIs(t *testing.T) {
	for _, words := range []string{
		"", "failed to register layer: exit status 1: unexpected EOF: write /var/lib/docker/x: no space left on device",
		`error during connect: Post "http://10.0.0.9:2375/v1.41/images/create": dial tcp 10.0.0.9:2375: connect: connection refused`,
		"Cannot connect to the Docker daemon at tcp://10.0.0.9:2375: dial tcp 10.0.0.9:2375: connect: connection refused", "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?",
		`error getting credentials - err: exec: "docker-credential-desktop": executable file not found in $PATH`,
		"Error response from daemon: no matching manifest for linux/arm64/v8 in the manifest list entries",
	} {
		failed := engine.Failed([]string{"docker", "pull", "x"}, words, errors.New("exit status 1"))
		if err := because(failed, true); err != error(failed) {
			t.Errorf("%q: got %v", words, err)
		}
	}
}
