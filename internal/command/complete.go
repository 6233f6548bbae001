package command

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
)

// Completes says whether a shell asks what the command line can go on with, and gives the words up to the cursor.
func Completes(args []string) (words []string, asked bool) {
	if len(args) < 2 || args[len(args)-1] != shell.CompletionFlag {
		return nil, false
	}
	return args[1 : len(args)-1], true
}

// Complete prints what can stand for the last word: verbs, options, values, and what a verb's BashComplete offers.
func Complete(ctx context.Context, s *Setup, app *cli.App, words []string) error {
	t := parseTyped(words)
	var offers bytes.Buffer
	out := app.Writer
	app.Writer = &offers
	if err := t.offer(ctx, s, app); err != nil {
		return err
	}
	for line := range strings.Lines(offers.String()) {
		if strings.HasPrefix(line, t.word) {
			if _, err := io.WriteString(out, t.glued+line); err != nil {
				return err
			}
		}
	}
	return nil
}

type typed struct {
	// word is the one being typed, before are those before it.
	word   string
	before []string
	// glued is "--option=" where the word began with that.
	glued string
}

// parseTyped looks at the words. Some shells make one of "--option=value", some three.
func parseTyped(words []string) typed {
	words = slices.DeleteFunc(slices.Clone(words), func(word string) bool { return word == "=" })
	if len(words) == 0 {
		return typed{}
	}
	last := len(words) - 1
	t := typed{word: words[last], before: words[:last]}
	if option, value, is := strings.Cut(t.word, "="); is && strings.HasPrefix(option, "-") {
		t = typed{word: value, before: append(t.before, option), glued: option + "="}
	}
	return t
}

func (t *typed) offer(ctx context.Context, s *Setup, app *cli.App) error {
	verb, verbs := t.verb(app)
	flags := app.Flags
	if verb != nil {
		flags = verb.Flags
	}
	option := t.option(flags)
	switch {
	case slices.Contains(t.before, "--"):
	case verb != nil && verb.SkipFlagParsing:
		return t.own(ctx, app, verb)
	case option != "":
		s.offerValues(app.Writer, option)
	case strings.HasPrefix(t.word, "-"):
		offerFlags(app.Writer, flags)
	case len(verbs) > 0:
		for _, v := range verbs {
			if !v.Hidden {
				fmt.Fprint(app.Writer, shell.Candidate(v.Name, v.Usage))
			}
		}
	default:
		return t.own(ctx, app, verb)
	}
	return nil
}

func (t *typed) own(ctx context.Context, app *cli.App, verb *cli.Command) error {
	if verb.BashComplete == nil {
		return nil
	}
	return app.RunContext(ctx, slices.Concat([]string{app.Name}, t.before, []string{t.word, shell.CompletionFlag}))
}

// verb gives the verb that is written out, and those that can follow it.
func (t *typed) verb(app *cli.App) (verb *cli.Command, verbs []*cli.Command) {
	verbs = app.Commands
	for _, word := range t.before {
		i := slices.IndexFunc(verbs, func(v *cli.Command) bool { return v.HasName(word) })
		if i >= 0 && verbs[i].Name != "help" {
			verb, verbs = verbs[i], verbs[i].Subcommands
		}
	}
	return verb, verbs
}

// option gives the name of the option whose value is being typed.
func (t *typed) option(flags []cli.Flag) string {
	if len(t.before) == 0 {
		return ""
	}
	last := t.before[len(t.before)-1]
	for _, flag := range flags {
		takes, is := flag.(cli.DocGenerationFlag)
		if is && takes.TakesValue() && strings.HasPrefix(last, "-") && slices.Contains(flag.Names(), strings.TrimLeft(last, "-")) {
			return flag.Names()[0]
		}
	}
	return ""
}

func offerFlags(w io.Writer, flags []cli.Flag) {
	for _, flag := range append(slices.Clone(flags), cli.HelpFlag) {
		if described, is := flag.(cli.DocGenerationFlag); is {
			fmt.Fprint(w, shell.Candidate("--"+flag.Names()[0], strings.ReplaceAll(described.GetUsage(), "`", "")))
		}
	}
}

func (s *Setup) offerValues(w io.Writer, option string) {
	var values []string
	switch option {
	case "lang":
		values = lab.Languages
	case "shell":
		values = shell.Kinds
	case "name":
		records, _ := filepath.Glob(filepath.Join(filepath.Dir(string(s.Dir("labs"))), "*", "cluster.json"))
		for _, record := range records {
			values = append(values, filepath.Base(filepath.Dir(record)))
		}
	}
	for _, value := range values {
		fmt.Fprint(w, shell.Candidate(value, ""))
	}
}
