package main

import (
	"strings"
	"testing"
)

func TestFindSpec(t *testing.T) {
	for name, test := range map[string]struct {
		args string
		want spec
	}{
		"create as Docker calls it": {
			"--root /r --log /l.json --log-format json --systemd-cgroup create --bundle /b --pid-file /p id",
			spec{path: "/b/config.json"},
		},
		"run with short and joined flags": {"--root=/r --debug run -b=/b id", spec{path: "/b/config.json"}},
		"create in the working directory": {"create id", spec{path: "config.json"}},
		"exec as Docker calls it": {
			"--root /r --log /l.json --log-format json exec --process /proc.json --console-socket /s --detach --pid-file /p id",
			spec{path: "/proc.json", process: true},
		},
		"exec with a short flag":            {"exec -t -p /proc.json id", spec{path: "/proc.json", process: true}},
		"exec without a file":               {"exec -e A=b id mkdir -p /x", spec{process: true}},
		"a flag of the command is not its":  {"exec --cwd / id tool --process /x", spec{process: true}},
		"a value that looks like a command": {"--log create --root /r state id", spec{}},
		"another command":                   {"--root /r kill --all id 9", spec{}},
		"no command":                        {"--version", spec{}},
		"nothing":                           {"", spec{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := findSpec(strings.Fields(test.args)); got != test.want {
				t.Errorf("findSpec(%q) = %+v, want %+v", test.args, got, test.want)
			}
		})
	}
}
