package step

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
)

type execute struct {
	*Scope
	lab.Exec
}

func (e *execute) Command() string {
	words := []string{"kubectl", "exec", e.Pod}
	if e.Container != "" {
		words = append(words, "--container="+e.Container)
	}
	return shell.Words(append(append(words, "--"), e.Exec.Command...)...)
}

func (e *execute) Run(ctx context.Context) (lab.Output, error) {
	return e.Cluster.Exec(ctx, e.namespace(), e.Pod, e.Container, e.Exec.Command)
}

// Patient is the environment variable that has this program's own kubectl
// wait for an API server that is away, as the other operations do.
const Patient = "LABS_PATIENT"

// kubectl runs this program's own kubectl.
type kubectl struct {
	*Scope
	args []string
}

func (k *kubectl) Command() string { return shell.Words(append([]string{"kubectl"}, k.args...)...) }

func (k *kubectl) Run(ctx context.Context) (lab.Output, error) {
	args := append([]string{"kubectl", "--namespace=" + k.namespace()}, k.args...)
	command := exec.CommandContext(ctx, k.Labs, args...)
	command.Env = append(command.Environ(), "LABS_NAME="+k.Name, Patient+"=1")
	out, err := run(ctx, command)
	if err == nil {
		err = k.adopt(ctx, out)
	}
	return out, err
}

// script runs on this machine, with the cluster's kubeconfig.
type script struct {
	*Scope
	text string
}

func (s *script) Command() string { return s.text }

func (s *script) Run(ctx context.Context) (lab.Output, error) {
	command := exec.CommandContext(ctx, "sh", "-c", s.text)
	command.Env = append(command.Environ(), "KUBECONFIG="+s.Kubeconfig, "NAMESPACE="+s.namespace())
	return run(ctx, command)
}

// outputLimit is how long the output of an interrupted command may be held
// open by processes that it started.
const outputLimit = time.Second

// run gives a command's output; that it failed is part of it.
func run(ctx context.Context, command *exec.Cmd) (lab.Output, error) {
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr, command.WaitDelay = &stdout, &stderr, outputLimit
	err := command.Run()
	out := lab.Output{Text: stdout.String(), Stderr: stderr.String()}
	if err != nil && ctx.Err() != nil {
		return out, context.Cause(ctx)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		out.ExitCode = exit.ExitCode()
		return out, nil
	}
	if errors.Is(err, exec.ErrNotFound) {
		return out, i18n.Errorf("run %q: %w\nhint: labs that run scripts here need sh; on Windows use Git for Windows, or labs for Linux in WSL", command.Args[0], err)
	}
	if err != nil {
		return out, i18n.Errorf("run %q: %w", command.Args[0], err)
	}
	return out, nil
}
