// Command runc-bounded is an OCI runtime for hosts whose root lacks some
// capability: it drops from what the engine asks for the capabilities that
// lie outside its own bounding set, then becomes runc.
//
// Set as an engine's default runtime it makes "docker run --privileged" work
// there; where root has every capability it changes nothing.
package main

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// runcVariable names the environment variable that says which runc to run.
const runcVariable = "RUNC_BOUNDED_RUNC"

func main() {
	if err := run(os.Args[1:], os.Environ()); err != nil {
		fmt.Fprintf(os.Stderr, "runc-bounded: %v\n", err)
		os.Exit(1)
	}
}

// run bounds the specification that args name and replaces this process by
// runc; it returns only if that fails.
func run(args, environ []string) error {
	if s := findSpec(args); s.path != "" {
		missing, err := missingCapabilities()
		if err != nil {
			return fmt.Errorf("read the bounding set: %w", err)
		}
		if err := boundFile(s, missing); err != nil {
			return err
		}
	}
	runc, err := findRunc()
	if err != nil {
		return err
	}
	return fmt.Errorf("run %q: %w", runc, syscall.Exec(runc, append([]string{runc}, args...), environ))
}

// findRunc returns the real runc: the one the environment names, Debian's, or
// the one on PATH.
func findRunc() (string, error) {
	if named := os.Getenv(runcVariable); named != "" {
		return named, nil
	}
	const debian = "/usr/sbin/runc"
	if _, err := os.Stat(debian); err == nil {
		return debian, nil
	}
	found, err := exec.LookPath("runc")
	if err != nil {
		return "", fmt.Errorf("find runc: %w (install it, or name it in %s)", err, runcVariable)
	}
	return found, nil
}

// spec is the file that tells runc which capabilities a process gets.
type spec struct {
	path    string // empty where the command has none
	process bool   // the file is a process alone, not a bundle's config.json
}

// The flags of runc that take a value, of those that may stand before the one
// we look for. A flag left out here is taken for a switch.
var (
	globalValues = []string{"root", "log", "log-format", "criu", "rootless"}
	createValues = []string{"bundle", "b", "console-socket", "pidfd-socket", "pid-file", "preserve-fds"}
	execValues   = []string{"process", "p", "console-socket", "pidfd-socket", "cwd", "env", "e", "user", "u",
		"additional-gids", "g", "pid-file", "process-label", "apparmor", "cap", "c", "preserve-fds", "cgroup"}
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
		return spec{path: filepath.Join(cmp.Or(values["bundle"], values["b"]), "config.json")}
	case "exec":
		values, _ := flags(rest[1:], execValues)
		return spec{path: cmp.Or(values["process"], values["p"]), process: true}
	}
	return spec{}
}

// flags returns the values of the flags that args start with, and what
// follows them.
func flags(args []string, takesValue []string) (values map[string]string, rest []string) {
	values = map[string]string{}
	for len(args) > 0 && strings.HasPrefix(args[0], "-") && args[0] != "-" {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			break
		}
		name, value, given := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if !given && slices.Contains(takesValue, name) && len(args) > 0 {
			value, args = args[0], args[1:]
		}
		values[name] = value
	}
	return values, args
}
