// Command runc-bounded is an OCI runtime for hosts whose root lacks some
// capability: it drops from what the engine asks for the capabilities that
// lie outside its own bounding set, then becomes runc.
//
// Set as an engine's default runtime it makes "docker run --privileged" work
// there; where root has every capability it changes nothing.
package main

import (
	"fmt"
	"os"
	"os/exec"
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
