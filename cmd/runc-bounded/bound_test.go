package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	process = `{"args":["a<b&c"],"rlimits":[{"hard":18446744073709551615}],"unknown":{"x":1.0},"capabilities":{
		"bounding":["CAP_CHOWN","CAP_SYS_RESOURCE"],"effective":["CAP_SYS_RESOURCE","CAP_CHOWN"],
		"inheritable":["CAP_SYS_RESOURCE"],"permitted":["CAP_CHOWN","CAP_SYS_RESOURCE","CAP_KILL"],
		"ambient":["CAP_CHOWN","CAP_SYS_RESOURCE"]}}`
	processBounded = `{"args":["a<b&c"],"rlimits":[{"hard":18446744073709551615}],"unknown":{"x":1.0},"capabilities":{
		"bounding":["CAP_CHOWN"],"effective":["CAP_CHOWN"],
		"permitted":["CAP_CHOWN","CAP_KILL"],"ambient":["CAP_CHOWN"]}}`
)

func TestBound(t *testing.T) {
	for name, test := range map[string]struct {
		data    string
		process bool
		missing []string
		want    string
	}{
		"process":                  {process, true, []string{"CAP_SYS_RESOURCE"}, processBounded},
		"bundle":                   {bundle(process), false, []string{"CAP_SYS_RESOURCE"}, bundle(processBounded)},
		"nothing asked for":        {process, true, []string{"CAP_SYS_TIME"}, process},
		"process without any":      {`{"args":[]}`, true, []string{"CAP_CHOWN"}, `{"args":[]}`},
		"capabilities are null":    {`{"capabilities":null}`, true, []string{"CAP_CHOWN"}, `{"capabilities":null}`},
		"bundle without process":   {`{"ociVersion":"1"}`, false, []string{"CAP_CHOWN"}, `{"ociVersion":"1"}`},
		"a process is no bundle's": {process, false, []string{"CAP_SYS_RESOURCE"}, process},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := bound([]byte(test.data), test.process, test.missing)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(decode(t, test.want), decode(t, string(got))); diff != "" {
				t.Errorf("bound (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBoundRefusesWhatIsNoSpecification(t *testing.T) {
	for _, data := range []string{"", "[]", `{"process":3}`, `{"process":{"capabilities":["CAP_CHOWN"]}}`} {
		if got, err := bound([]byte(data), false, []string{"CAP_CHOWN"}); err == nil {
			t.Errorf("bound(%q) = %s, want an error", data, got)
		}
	}
}

func TestBoundFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	for _, step := range []struct {
		missing []string
		want    string
	}{{nil, bundle(process)}, {[]string{"CAP_SYS_TIME"}, bundle(process)}, {[]string{"CAP_SYS_RESOURCE"}, bundle(processBounded)}} {
		if err := os.WriteFile(path, []byte(bundle(process)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := boundFile(spec{path: path}, step.missing); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(decode(t, step.want), decode(t, string(got))); diff != "" {
			t.Errorf("missing %v (-want +got):\n%s", step.missing, diff)
		}
	}
}

func bundle(process string) string {
	return `{"ociVersion":"1.2.0","hooks":{"later":[1,2]},"process":` + process + `,"linux":{"seccomp":null}}`
}

// decode keeps numbers as they are written, so that none may lose digits.
func decode(t *testing.T, data string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return value
}
