package main

import (
	"path/filepath"
	"strings"
)

// spec is the file that tells runc which capabilities a process gets.
type spec struct {
	path    string // empty where the command has none
	process bool   // the file is a process alone, not a bundle's config.json
}

// The flags of runc that take a value, of those that may stand before the one
// we look for. A flag left out here is taken for a switch.
var (
	globalValues = set("root", "log", "log-format", "criu", "rootless")
	createValues = set("bundle", "b", "console-socket", "pidfd-socket", "pid-file", "preserve-fds")
	execValues   = set("process", "p", "console-socket", "pidfd-socket", "cwd", "env", "e", "user", "u",
		"additional-gids", "g", "pid-file", "process-label", "apparmor", "cap", "c", "preserve-fds", "cgroup")
)

// findSpec reads runc's arguments up to the container's name.
func findSpec(args []string) spec {
	_, rest := flags(args, globalValues)
	if len(rest) == 0 {
		return spec{}
	}
	switch rest[0] {
	case "create", "run":
		values, _ := flags(rest[1:], createValues)
		return spec{path: filepath.Join(first(values, "bundle", "b"), "config.json")}
	case "exec":
		values, _ := flags(rest[1:], execValues)
		return spec{path: first(values, "process", "p"), process: true}
	}
	return spec{}
}

// flags returns the values of the flags that args start with, and what
// follows them.
func flags(args []string, takesValue map[string]bool) (values map[string]string, rest []string) {
	values = map[string]string{}
	for len(args) > 0 && strings.HasPrefix(args[0], "-") && args[0] != "-" {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			break
		}
		name, value, given := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if !given && takesValue[name] && len(args) > 0 {
			value, args = args[0], args[1:]
		}
		values[name] = value
	}
	return values, args
}

func first(values map[string]string, names ...string) string {
	for _, name := range names {
		if value, ok := values[name]; ok {
			return value
		}
	}
	return ""
}

func set(names ...string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[name] = true
	}
	return all
}
