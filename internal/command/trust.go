package command

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/trust"
)

func (s *Setup) trustFlag(to *bool) cli.Flag {
	return &cli.BoolFlag{Name: "trust", Usage: s.T("allow the course to act outside its labs this time, without asking"), Destination: to}
}

// trusted is an error where the learner does not let the course act outside of its labs. It asks once for each state of
// the course; allowed is the answer of --trust, name the cluster's.
func (s *Setup) trusted(ctx context.Context, course *lab.Course, name string, allowed bool) error {
	if course.Name == progress.Builtin || allowed {
		return nil
	}
	actions := trust.Actions(course)
	if len(actions) == 0 {
		return nil
	}
	digest, err := trust.Digest(course, actions)
	if err != nil {
		return err
	}
	file := trust.File(filepath.Join(filepath.Dir(string(s.Dir(name))), "trusted.json"))
	if file.Has(digest) {
		return nil
	}
	if !s.Streams.Interactive {
		return &UsageError{i18n.Text("course %s needs to act on this machine, or in the cluster outside its labs, but labs cannot ask for your permission here: %s\nhint: review the course, then run the same command with --trust", course.Name, first(actions))}
	}
	yes, err := s.allow(ctx, course, actions)
	if err != nil {
		return err
	}
	if !yes {
		return &UsageError{i18n.Text("course %s was not allowed to act outside its labs; nothing was run", course.Name)}
	}
	return file.Add(digest, trust.Allowed{Course: course.Name, Time: time.Now().UTC()})
}

func first(actions []trust.Action) string {
	line, _, _ := strings.Cut(strings.TrimSpace(actions[0].Text), "\n")
	return trust.Visible(line)
}

// allow shows all that the course does outside of its labs, and asks.
func (s *Setup) allow(ctx context.Context, course *lab.Course, actions []trust.Action) (bool, error) {
	s.Streams.Say("This course is not part of labs: %s", course.Name)
	s.Streams.Say("With your permissions, it does the following on this machine or to cluster objects that it does not own. Everything else stays in its labs and in containers.")
	for i, a := range actions {
		if i == 0 || actions[i-1].Step != a.Step {
			s.Streams.Say("\n%s, step %s:", a.Lab.Metadata.Name, a.Step.Name)
		}
		text := strings.ReplaceAll(strings.TrimSpace(trust.Visible(a.Text)), "\n", "\n    ")
		fmt.Fprintln(s.Streams.Out, "    "+term.Sanitize(text))
	}
	fmt.Fprint(s.Streams.Out, "\n")
	return s.Streams.Confirm(ctx, i18n.Text("Allow it? labs asks again if the course changes."))
}
