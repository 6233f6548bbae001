package app

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// order puts a verb's options before its arguments, where cli wants them: a person may write "labs goto LAB --yes".
// Verbs that hand their arguments on, and what follows "--", stay as they are.
func order(app *cli.App, args []string) []string {
	if len(args) < 3 {
		return args
	}
	verb, words := app.Command(args[1]), 2
	if verb == nil || verb.SkipFlagParsing {
		return args
	}
	if i := slices.IndexFunc(verb.Subcommands, func(c *cli.Command) bool { return c.HasName(args[2]) }); i >= 0 {
		verb, words = verb.Subcommands[i], 3
	}
	var options, arguments []string
	rest := args[words:]
	for ; len(rest) > 0 && rest[0] != "--"; rest = rest[1:] {
		if len(rest[0]) < 2 || rest[0][0] != '-' {
			arguments = append(arguments, rest[0])
			continue
		}
		options = append(options, rest[0])
		if takesValue(verb, rest[0]) && len(rest) > 1 {
			rest = rest[1:]
			options = append(options, rest[0])
		}
	}
	return slices.Concat(args[:words], options, arguments, rest)
}

// takesValue says whether the word after an option is its value.
func takesValue(verb *cli.Command, option string) bool {
	name := strings.TrimLeft(option, "-")
	for _, flag := range verb.Flags {
		if slices.Contains(flag.Names(), name) {
			_, boolean := flag.(*cli.BoolFlag)
			return !boolean
		}
	}
	return false // unknown, or with its value: --name=VALUE
}

// language is what --lang asks for, or else the environment: it is needed before the arguments are parsed.
func language(args []string, getenv func(string) string) string {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			return i18n.Match(value, lab.Languages)
		}
		if arg == "--lang" && i+1 < len(args) {
			return i18n.Match(args[i+1], lab.Languages)
		}
	}
	return i18n.Detect(getenv, lab.Languages)
}
