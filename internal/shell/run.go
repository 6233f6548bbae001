package shell

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"labs.local/labs/internal/i18n"
)

// Run runs a process until it ends. Ctrl-C is the process's: the terminal sends it to both, and this one stays.
func Run(process *exec.Cmd) error {
	signals := make(chan os.Signal, 1)
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	// Caught, not ignored: what is ignored would be ignored in the process too.
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	if err := process.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	defer close(ended)
	go passOn(signals, process.Process, ended)
	return process.Wait()
}

// hangUpInterval is how often a shell is told again to end: bash misses what comes between its prompt and its wait for
// input. What it does at its end, such as keeping its history, a second signal would cut short.
const hangUpInterval = time.Second

// passOn ends the process with this one. An interactive shell takes no SIGTERM, but goes when its terminal does.
func passOn(signals <-chan os.Signal, process *os.Process, ended <-chan struct{}) {
	var again <-chan time.Time
	for {
		select {
		case s := <-signals:
			if s == syscall.SIGTERM {
				_ = process.Signal(syscall.SIGTERM)
				_ = process.Signal(syscall.SIGHUP)
				again = time.Tick(hangUpInterval)
			}
		case <-again:
			_ = process.Signal(syscall.SIGHUP)
		case <-ended:
			return
		}
	}
}

// ExitCode is a process's exit code in a shell's terms: 128 and the number of the signal for one that was killed.
func ExitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

// Find looks for a program in the PATH of an environment.
func (e *Environment) Find(environ []string, program string) (string, error) {
	if filepath.Base(program) != program {
		return program, nil
	}
	for _, variable := range environ {
		name, path, _ := strings.Cut(variable, "=")
		if !isPath(name) {
			continue
		}
		for _, folder := range filepath.SplitList(path) {
			if found, err := exec.LookPath(filepath.Join(folder, program)); err == nil {
				return found, nil
			}
		}
	}
	return "", i18n.Errorf("program %q: not found in PATH", program)
}
