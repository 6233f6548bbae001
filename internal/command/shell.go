package command

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/shell"
)

// inShell is set in the learner's shell, to the cluster's name.
const inShell = "LABS_SHELL"

// Shell opens the learner's own shell, or runs one command, with kubectl and the cluster's kubeconfig.
func Shell(s *Setup, clusters Clusters, self string) *cli.Command {
	name := ""
	return &cli.Command{
		Name:      "shell",
		Usage:     s.T("open a shell set up for kubectl, in the current lab's namespace and work directory"),
		ArgsUsage: "[-- COMMAND [ARGUMENT...]]",
		Flags:     []cli.Flag{s.nameFlag(&name)},
		Action: func(c *cli.Context) error {
			return s.shell(c.Context, clusters(name), self, name, c.Args().Slice())
		},
	}
}

func (s *Setup) shell(ctx context.Context, on Cluster, self, name string, command []string) error {
	if open := s.Getenv(inShell); open != "" && len(command) == 0 {
		return &UsageError{i18n.Text("this shell was already opened by labs, for cluster %q; leave it with exit", open)}
	}
	environment, err := s.environment(name, self)
	if err != nil {
		return err
	}
	if err := on.Alive(ctx); err != nil {
		return err
	}
	if len(command) > 0 {
		return s.runIn(environment, name, command)
	}
	return s.openShell(environment, name)
}

// environment is that of the learner's shell, for a cluster that need not run; self is the program that Bin gets.
func (s *Setup) environment(name, self string) (*shell.Environment, error) {
	dir := s.Dir(name)
	if info, err := os.Stat(dir.Kubeconfig()); err != nil || info.Size() == 0 {
		return nil, cluster.NotFound(name)
	}
	if _, err := os.Stat(dir.Namespace()); errors.Is(err, fs.ErrNotExist) {
		if err := dir.Leave(); err != nil {
			return nil, err
		}
	}
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	if err := shell.Link(dir.Bin(), self); err != nil {
		return nil, i18n.Errorf("add kubectl to directory %q: %w", dir.Bin(), err)
	}
	return &shell.Environment{Cluster: name, Kubeconfig: dir.Kubeconfig(), Bin: dir.Bin(), Namespace: dir.Namespace(), Folder: cmp.Or(s.work(name), here)}, nil
}

// openShell runs the learner's shell, and once more without their start-up files
// where these end it. How it ends says nothing of labs, where a person works in it.
func (s *Setup) openShell(e *shell.Environment, name string) error {
	if s.Streams.Interactive {
		s.Streams.Say("Shell for cluster %s. You can use kubectl and k; type `exit` to leave.", name)
	}
	began := time.Now()
	started, err := s.startShell(e, name, false)
	if !s.Streams.Interactive {
		return err
	}
	var ended *ExitError
	if !started && time.Since(began) < limit.Prompt && (err == nil || errors.As(err, &ended) && ended.Code < signalled) {
		s.Streams.Say("Your shell's startup files make it exit; starting it without them.")
		_, err = s.startShell(e, name, true)
	}
	if errors.As(err, &ended) {
		return nil
	}
	return err
}

// signalled is the least exit code of a shell that was told to end.
const signalled = 128

func (s *Setup) startShell(e *shell.Environment, name string, plain bool) (started bool, err error) {
	program := shell.Program(s.Getenv)
	if _, err := exec.LookPath(program); err != nil {
		return false, i18n.Errorf("$SHELL is %s, which does not exist or is not a program\nhint: set SHELL to an installed shell, for example SHELL=/bin/sh", program)
	}
	kind := shell.KindOf(program)
	start := e.Start(kind, s.Dir(name).StartUp(), shell.Completion(kind), s.Getenv)
	if plain {
		start.Plain(kind)
	}
	if err := start.Write(); err != nil {
		return false, err
	}
	command, err := s.process(e, name, append([]string{program}, start.Args...))
	if err != nil {
		return false, err
	}
	command.Env = append(command.Env, append(start.Environ, inShell+"="+name)...)
	err = exitOf(shell.Run(command))
	return start.Started(), err
}

func (s *Setup) runIn(e *shell.Environment, name string, command []string) error {
	process, err := s.process(e, name, command)
	if err != nil {
		return err
	}
	return exitOf(shell.Run(process))
}

// process makes a process with the environment, in the folder of the lab.
func (s *Setup) process(e *shell.Environment, name string, command []string) (*exec.Cmd, error) {
	process := exec.Command(command[0], command[1:]...)
	process.Env = e.Environ(process.Environ())
	path, err := e.Find(process.Env, command[0])
	if err != nil {
		return nil, err
	}
	process.Path, process.Err = path, nil
	process.Stdin, process.Stdout, process.Stderr = s.Streams.In, s.Streams.Out, s.Streams.Err
	if work := s.work(name); work != "" {
		process.Dir = work
		process.Env = append(process.Env, "PWD="+work)
	}
	return process, nil
}

// work is the folder of the current lab, and "" where it has none.
func (s *Setup) work(name string) string {
	namespace, err := os.ReadFile(s.Dir(name).Namespace())
	if err != nil {
		return ""
	}
	path := s.Dir(name).Work(strings.TrimSpace(string(namespace)))
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return ""
	}
	return path
}

// exitOf makes of a process that failed the exit code that labs ends with.
func exitOf(err error) error {
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return &ExitError{shell.ExitCode(ended.ProcessState)}
	}
	return err
}
