package step

import (
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/shell"
)

type execute struct {
	*Scope
	lab.Exec
}

func (e *execute) Command() string {
	pod := shell.Words(e.Pod)
	if e.Objects != nil {
		pod = "$(" + shell.Words("kubectl", "get", "pods", "--selector="+e.Objects.Selector, "--output=name") + " | head -n 1)"
	}
	var words []string
	if e.Container != "" {
		words = []string{"--container=" + e.Container}
	}
	return "kubectl exec " + pod + " " + shell.Words(append(append(words, "--"), e.Exec.Command...)...)
}

func (e *execute) Run(ctx context.Context) (lab.Output, error) {
	pod := e.Pod
	if e.Objects != nil {
		found, err := e.Cluster.Pods(ctx, e.namespace(), e.Objects)
		if err != nil {
			return lab.Output{}, err
		}
		pod = found[0]
	}
	return e.Cluster.Exec(ctx, e.namespace(), pod, e.Container, e.Exec.Command)
}

// Retry is the environment variable that has this program's own kubectl
// wait for an API server that is away, as the other operations do.
const Retry = "LABS_RETRY"

// Within is the environment variable that has this program's own kubectl change
// what is the lab's alone, whose namespace it is set to.
const Within = "LABS_WITHIN"

// kubectl runs this program's own kubectl.
type kubectl struct {
	*Scope
	args []string
	// within says that it changes what is the lab's alone.
	within bool
}

func (k *kubectl) Command() string { return shell.Words(append([]string{"kubectl"}, k.args...)...) }

func (k *kubectl) Run(ctx context.Context) (lab.Output, error) {
	dir, err := k.folder(k.args)
	if err != nil {
		return lab.Output{}, err
	}
	defer os.RemoveAll(dir)
	args := append([]string{"kubectl", "--namespace=" + k.namespace()}, k.args...)
	command := exec.CommandContext(ctx, k.Host.Labs, args...)
	command.Dir, command.Env = dir, kubectlEnvironment(os.Environ(), "LABS_NAME="+k.Host.Cluster, Retry+"=1")
	if k.within {
		command.Env = append(command.Env, Within+"="+k.namespace())
	}
	out, err := run(ctx, command)
	if err == nil {
		err = cmp.Or(refused(out), unreached(out))
	}
	if err == nil {
		err = k.adopt(ctx, out)
	}
	return out, err
}

// OfScript is the environment variable that has labs kubectl, too, use the
// kubeconfig of the script that it stands in.
const OfScript = "LABS_SCRIPT_KUBECONFIG"

// script runs on this machine, with a kubeconfig for the lab's namespace.
type script struct {
	*Scope
	text string
}

func (s *script) Command() string { return s.text }

func (s *script) Run(ctx context.Context) (lab.Output, error) {
	kubeconfig, remove, err := ownKubeconfig(s.Host.Kubeconfig, s.namespace())
	if err != nil {
		return lab.Output{}, err
	}
	defer remove()
	command := exec.CommandContext(ctx, "sh", "-c", s.text)
	command.Env = scriptEnvironment(os.Environ(), "KUBECONFIG="+kubeconfig, OfScript+"="+kubeconfig, "LABS_NAME="+s.Host.Cluster, "NAMESPACE="+s.namespace())
	return run(ctx, command)
}

// run gives a command's output; that it failed is part of it. What it started
// ends with it, if it is interrupted or what it started holds its output.
func run(ctx context.Context, command *exec.Cmd) (lab.Output, error) {
	var stdout, stderr limit.Buffer
	command.Stdout, command.Stderr, command.WaitDelay = &stdout, &stderr, limit.Held
	grouped(command)
	err := command.Run()
	out := lab.Output{Text: stdout.String(), Stderr: stderr.String(), Dropped: stdout.Dropped(), StderrDropped: stderr.Dropped()}
	if err != nil && ctx.Err() != nil {
		return out, limit.Ended(ctx, &stdout, &stderr)
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.Exited() {
		out.ExitCode = exit.ExitCode()
		return out, nil
	}
	return out, unfinished(command, err)
}

// unfinished says why a command did not run to its end.
func unfinished(command *exec.Cmd, err error) error {
	switch name := command.Args[0]; {
	case err == nil:
		return nil
	case errors.Is(err, exec.ErrNotFound):
		return i18n.Errorf("run %q: %w\nhint: labs that run scripts on this machine need sh; on Windows, use Git for Windows, or the Linux version of labs in WSL", name, err)
	case errors.Is(err, exec.ErrWaitDelay):
		_ = endGroup(command.Process)
		return i18n.Errorf("run %q: it exited, but a program that it started in the background still writes to its output\nhint: stop that program in the script, or redirect its output: COMMAND >/dev/null 2>&1 &", name)
	default:
		return i18n.Errorf("run %q: %w", name, err)
	}
}
