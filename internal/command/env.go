package command

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/shell"
)

type envOptions struct{ name, shell string }

// Env prints the environment of the learner's shell.
func Env(s *Setup, self string) *cli.Command {
	o := &envOptions{}
	return &cli.Command{
		Name:        "env",
		Usage:       s.T("print the commands that set up your shell for kubectl and the cluster"),
		Description: s.T(`Run eval "$(labs env)" to set up the current shell.`),
		Flags: []cli.Flag{s.nameFlag(&o.name),
			&cli.StringFlag{Name: "shell", Usage: s.T("print for this `SHELL` instead of yours: bash, zsh, fish or sh"), Destination: &o.shell}},
		Action: func(*cli.Context) error { return s.env(self, o) },
	}
}

func (s *Setup) env(self string, o *envOptions) error {
	kind, err := s.shellKind(o.shell)
	if err != nil {
		return err
	}
	environment, err := s.environment(o.name, self)
	if err != nil {
		return err
	}
	fmt.Fprint(s.Streams.Out, environment.Script(kind))
	s.Streams.Say("# To set up this shell, run: %s", shellEval(o, kind))
	return nil
}

// shellKind is the kind asked for, or that of the learner's shell.
func (s *Setup) shellKind(wanted string) (shell.Kind, error) {
	if wanted == "" {
		wanted = shell.Program(s.Getenv)
	}
	kind := shell.KindOf(wanted)
	if kind == "" {
		return "", &UsageError{i18n.Text("unknown shell %q; --shell accepts %s", filepath.Base(wanted), strings.Join(shell.Kinds, ", "))}
	}
	return kind, nil
}

// shellEval is the command that brings the environment into a shell.
func shellEval(o *envOptions, kind shell.Kind) string {
	words := []string{"labs", "env"}
	if o.name != cluster.DefaultName {
		words = append(words, "--name", o.name)
	}
	if o.shell != "" {
		words = append(words, "--shell", string(kind))
	}
	if kind == shell.Fish {
		return shell.Words(words...) + " | source"
	}
	return fmt.Sprintf(`eval "$(%s)"`, shell.Words(words...))
}
