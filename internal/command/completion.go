package command

import (
	"fmt"
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
		Usage:     s.T("print what lets your shell complete labs' verbs, options and labs"),
		ArgsUsage: "bash|zsh|fish",
		Description: s.T(`To install it, put one of these lines into your shell's start-up file:

  ~/.bashrc                   source <(labs completion bash)
  ~/.zshrc, after compinit    source <(labs completion zsh)
  ~/.config/fish/config.fish  labs completion fish | source

In "labs shell" it is there already.`),
		BashComplete: completeWords("bash", "zsh", "fish"),
		Action: func(c *cli.Context) error {
			script := shell.Completion(shell.Kind(c.Args().First()))
			if script == "" || c.NArg() != 1 {
				return &UsageError{i18n.Text("labs completion takes the name of a shell: bash, zsh or fish")}
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
				offer(c, word, "")
			}
		}
	}
}

// completeLabs offers the labs of the course that are not named yet.
func completeLabs(s *Setup) cli.BashCompleteFunc {
	return func(c *cli.Context) {
		for _, l := range s.completionCourse(c) {
			if named := c.Args().Slice(); !slices.Contains(named[:max(0, len(named)-1)], l.Metadata.Name) {
				offer(c, l.Metadata.Name, s.title(c, l))
			}
		}
	}
}

// completeLab offers the labs for the first argument.
func completeLab(s *Setup) cli.BashCompleteFunc {
	return func(c *cli.Context) {
		if c.NArg() <= 1 {
			completeLabs(s)(c)
		}
	}
}

// completeSteps offers labs for the first argument, and LAB/STEP of the lab
// that is meant.
func completeSteps(s *Setup) cli.BashCompleteFunc {
	return func(c *cli.Context) {
		if c.NArg() > 1 {
			return
		}
		typed, _, _ := strings.Cut(c.Args().First(), "/")
		var meant []*lab.Lab
		for _, l := range s.completionCourse(c) {
			offer(c, l.Metadata.Name, s.title(c, l))
			if strings.HasPrefix(l.Metadata.Name, typed) {
				meant = append(meant, l)
			}
		}
		if len(meant) != 1 {
			return
		}
		for _, step := range meant[0].Steps {
			offer(c, meant[0].Metadata.Name+"/"+step.Name, s.stepTitle(c, meant[0], step.Name))
		}
	}
}

// completionCourse gives the labs of the course, and none where it cannot be
// read: while one types, nothing is said of that.
func (s *Setup) completionCourse(c *cli.Context) []*lab.Lab {
	course, err := s.Course(c.String("dir"))
	if err != nil {
		return nil
	}
	return course.Labs
}

// offer writes one candidate.
func offer(c *cli.Context, word, explanation string) {
	fmt.Fprint(c.App.Writer, shell.Candidate(word, term.Sanitize(explanation)))
}

func (s *Setup) title(c *cli.Context, l *lab.Lab) string {
	language, err := s.language(c)
	if err != nil {
		language = lab.Languages[0]
	}
	return l.TextIn(language).Title
}

func (s *Setup) stepTitle(c *cli.Context, l *lab.Lab, step string) string {
	language, err := s.language(c)
	if err != nil {
		language = lab.Languages[0]
	}
	if section := l.TextIn(language).Section(step); section != nil {
		return section.Title
	}
	return ""
}
