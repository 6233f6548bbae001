package command

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/term"
)

// Completion prints the script that lets a shell complete labs' command line.
func Completion(s *Setup) *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     s.T("print a shell completion script for commands, options and lab names"),
		ArgsUsage: "bash|zsh|fish",
		Description: s.T(`To install it, add one of these lines to your shell's startup file:

  ~/.bashrc                   source <(labs completion bash)
  ~/.zshrc, after compinit    source <(labs completion zsh)
  ~/.config/fish/config.fish  labs completion fish | source

"labs shell" already has it.`),
		BashComplete: completeWords("bash", "zsh", "fish"),
		Action: func(c *cli.Context) error {
			script := shell.Completion(shell.Kind(c.Args().First()))
			if script == "" || c.NArg() != 1 {
				return &UsageError{i18n.Text("labs completion needs the name of a shell: bash, zsh or fish")}
			}
			_, err := s.Streams.Out.Write([]byte(script))
			return err
		},
	}
}

// completeWords offers these words for the first argument.
func completeWords(words ...string) cli.BashCompleteFunc {
	return func(c *cli.Context) {
		if c.NArg() <= 1 {
			for _, word := range words {
				offer(c.App.Writer, word, "")
			}
		}
	}
}

// completeLabs offers the labs of the course that are not named yet.
func completeLabs(s *Setup, o *courseOptions) cli.BashCompleteFunc {
	return func(c *cli.Context) {
		named := c.Args().Slice()
		for _, l := range s.completionCourse(o) {
			if !slices.Contains(named[:max(0, len(named)-1)], l.Metadata.Name) {
				offer(c.App.Writer, l.Metadata.Name, s.title(o, l))
			}
		}
	}
}

// completeLab offers the labs for the first argument.
func completeLab(s *Setup, o *courseOptions) cli.BashCompleteFunc {
	return func(c *cli.Context) {
		if c.NArg() <= 1 {
			completeLabs(s, o)(c)
		}
	}
}

// completeSteps offers labs for the first argument, and LAB/STEP of the lab that is meant.
func completeSteps(s *Setup, o *courseOptions) cli.BashCompleteFunc {
	return func(c *cli.Context) {
		if c.NArg() <= 1 {
			s.offerSteps(c.App.Writer, o, c.Args().First())
		}
	}
}

func (s *Setup) offerSteps(w io.Writer, o *courseOptions, word string) {
	typed, _, _ := strings.Cut(word, "/")
	var meant []*lab.Lab
	for _, l := range s.completionCourse(o) {
		offer(w, l.Metadata.Name, s.title(o, l))
		if strings.HasPrefix(l.Metadata.Name, typed) {
			meant = append(meant, l)
		}
	}
	if len(meant) != 1 {
		return
	}
	for _, step := range meant[0].Steps {
		offer(w, meant[0].Metadata.Name+"/"+step.Name, s.stepTitle(o, meant[0], step.Name))
	}
}

// completionCourse gives the labs of the course; none where it cannot be read, since this is no time for errors.
func (s *Setup) completionCourse(o *courseOptions) []*lab.Lab {
	course, err := s.Course(o.dir)
	if err != nil {
		return nil
	}
	return course.Labs
}

func offer(w io.Writer, word, explanation string) {
	fmt.Fprint(w, shell.Candidate(word, term.Sanitize(explanation)))
}

func (s *Setup) title(o *courseOptions, l *lab.Lab) string {
	return l.TextIn(s.completionLanguage(o)).Title
}

func (s *Setup) stepTitle(o *courseOptions, l *lab.Lab, step string) string {
	if section := l.TextIn(s.completionLanguage(o)).Section(step); section != nil {
		return section.Title
	}
	return ""
}

// completionLanguage is the language asked for, where lessons have it.
func (s *Setup) completionLanguage(o *courseOptions) string {
	language, err := s.language(o.lang)
	if err != nil {
		return lab.Languages[0]
	}
	return language
}
