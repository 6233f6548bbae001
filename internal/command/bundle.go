package command

import (
	"context"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/workshop"
)

// Bundler makes, looks at, hands out and loads the one file that holds all that a workshop needs.
type Bundler struct {
	*Setup
	// Saver makes bundles with a node image, and sees to it that the engine has that; Loader loads them.
	Saver  func(ctx context.Context, nodeImage string) (*workshop.Saver, error)
	Loader func(ctx context.Context) (*workshop.Loader, error)
	// Downloads is the folder for what is being downloaded.
	Downloads string
}

// Bundle has the verbs of a Bundler.
func Bundle(b *Bundler) *cli.Command {
	s := b.Setup
	return &cli.Command{
		Name:            "bundle",
		Usage:           s.T("pack everything a workshop needs into one file, for use without a network"),
		ArgsUsage:       "COMMAND",
		HideHelpCommand: true,
		Subcommands:     []*cli.Command{bundleSave(b), bundleLoad(b), bundleServe(s), bundleList(s), bundleVerify(s)},
		Action: func(c *cli.Context) error {
			if !c.Args().Present() {
				return cli.ShowSubcommandHelp(c)
			}
			return Unknown(c.Args().First(), "bundle ", c.Command.Subcommands)
		},
	}
}

// Unknown is the error for a command that is none of the known ones, whose names people write behind a prefix.
func Unknown(name, prefix string, known []*cli.Command) error {
	var names []string
	for _, c := range known {
		names = append(names, c.Name)
	}
	if nearest := check.Nearest(name, names); nearest != "" {
		return &UsageError{i18n.Text("unknown command %q; did you mean %q?", prefix+name, prefix+nearest)}
	}
	return &UsageError{i18n.Text("unknown command %q; the commands are %s", prefix+name, strings.Join(names, ", "))}
}

// oneFile gives the one argument of a command.
func oneFile(verb string, args cli.Args) (string, error) {
	if args.Len() != 1 {
		return "", &UsageError{i18n.Text("labs bundle %s takes one file, but got %d arguments", verb, args.Len())}
	}
	return args.First(), nil
}

// withBundle opens the one file that a command takes.
func withBundle(verb string, args cli.Args, work func(path string, file *local) error) error {
	path, err := oneFile(verb, args)
	if err != nil {
		return err
	}
	file, err := openLocal(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return work(path, file)
}
