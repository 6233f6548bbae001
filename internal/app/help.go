package app

import (
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/command"
	"labs.local/labs/internal/i18n"
)

// help is cli's own, with our words.
func help(s *command.Setup) *cli.Command {
	return &cli.Command{
		Name: "help", Aliases: []string{"h"}, ArgsUsage: "[COMMAND]",
		Usage: s.T("list the commands, or show help for one"),
		Action: func(c *cli.Context) error {
			if !c.Args().Present() {
				return cli.ShowAppHelp(c)
			}
			if c.App.Command(c.Args().First()) == nil {
				return unknownCommand(c)
			}
			return cli.ShowCommandHelp(c.Lineage()[1], c.Args().First())
		},
	}
}

var defaultValue = regexp.MustCompile(` \(default: (.*)\)`)

// translateHelp puts cli's own words into the reader's language.
func translateHelp(app *cli.App, s *command.Setup) {
	words := strings.NewReplacer(
		"NAME:", s.T("NAME:"), "DESCRIPTION:", s.T("DESCRIPTION:"), "USAGE:", s.T("USAGE:"), "COMMANDS:", s.T("COMMANDS:"),
		"GLOBAL OPTIONS:", s.T("GLOBAL OPTIONS:"), "OPTIONS:", s.T("OPTIONS:"),
		"[global options]", s.T("[global options]"), "command [command options]", s.T("command [command options]"),
		`{{template "usageTemplate" .}}`, "{{.HelpName}}{{if .VisibleFlags}} "+s.T("[command options]")+"{{end}}{{if .ArgsUsage}} {{.ArgsUsage}}{{end}}",
	)
	app.CustomAppHelpTemplate = words.Replace(cli.AppHelpTemplate)
	for _, c := range app.Commands {
		c.CustomHelpTemplate = words.Replace(cli.CommandHelpTemplate)
		for _, sub := range c.Subcommands {
			sub.CustomHelpTemplate = c.CustomHelpTemplate
		}
		if len(c.Subcommands) > 0 {
			c.CustomHelpTemplate = words.Replace(cli.SubcommandHelpTemplate)
		}
	}
	cli.HelpFlag = &cli.BoolFlag{Name: "help", Aliases: []string{"h"}, Usage: s.T("show help"), DisableDefaultText: true}
	app.Flags = append(app.Flags, cli.HelpFlag)
	plain := cli.FlagStringer
	cli.FlagStringer = func(f cli.Flag) string {
		return defaultValue.ReplaceAllString(plain(f), s.T(" (default: %s)", "$1"))
	}
}

// wrongUse are what the library says of wrong use, with what labs says.
func wrongUse() map[string]i18n.Message {
	return map[string]i18n.Message{
		"flag provided but not defined: -%s":                         i18n.Text("unknown flag --%s; --help lists the flags"),
		"flag needs an argument: -%s":                                i18n.Text("flag --%s needs a value"),
		"bad flag syntax: %s":                                        i18n.Text("bad flag syntax: %s"),
		"invalid value \"%s\" for flag -%s: %s":                      i18n.Text("invalid value \"%s\" for flag --%s: %s"),
		"invalid boolean value \"%s\" for -%s: %s":                   i18n.Text("invalid value \"%s\" for flag --%s, which takes true or false: %s"),
		"could not parse \"%s\" as %s value from %s for flag %s: %s": i18n.Text("invalid value \"%s\" (%s) from %s for flag --%s: %s"),
	}
}

// usageMessage says in the reader's language what the library says of wrong use.
func usageMessage(err error) i18n.Message {
	for said, message := range wrongUse() {
		pattern := strings.ReplaceAll(regexp.QuoteMeta(said), "%s", "(.*)")
		if found := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(err.Error()); found != nil {
			for _, part := range found[1:] {
				message.Args = append(message.Args, part)
			}
			return message
		}
	}
	return i18n.Text("%v", err)
}
