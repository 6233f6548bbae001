package command

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
)

// Bundle makes, looks at, hands out and loads the one file that holds all that
// a workshop needs.
func Bundle(s *Setup) *cli.Command {
	return &cli.Command{
		Name:            "bundle",
		Usage:           s.T("put all that a workshop needs into one file, for places without a network"),
		ArgsUsage:       "COMMAND",
		HideHelpCommand: true,
		Subcommands:     []*cli.Command{bundleSave(s), bundleLoad(s), bundleServe(s), bundleList(s), bundleVerify(s)},
		Action: func(c *cli.Context) error {
			if !c.Args().Present() {
				return cli.ShowSubcommandHelp(c)
			}
			return unknownBundleCommand(c)
		},
	}
}

func unknownBundleCommand(c *cli.Context) error {
	var names []string
	for _, known := range c.Command.Subcommands {
		names = append(names, known.Name)
	}
	name := c.Args().First()
	if nearest := check.Nearest(name, names); nearest != "" {
		return &UsageError{i18n.Text("no command %q, did you mean %q?", "bundle "+name, "bundle "+nearest)}
	}
	return &UsageError{i18n.Text("no command %q; there are %s", "bundle "+name, strings.Join(names, ", "))}
}

// oneFile gives the one argument of a command.
func oneFile(c *cli.Context) (string, error) {
	if c.NArg() != 1 {
		return "", &UsageError{i18n.Text("labs bundle %s takes one file, and got %d arguments", c.Command.Name, c.NArg())}
	}
	return c.Args().First(), nil
}

// pad prints the cells of a row, each as wide as its column.
func pad(widths []int, cells ...string) string {
	var row strings.Builder
	for i, cell := range cells {
		if i == len(cells)-1 {
			row.WriteString(cell)
			break
		}
		fmt.Fprintf(&row, "%-*s  ", widths[i], cell)
	}
	return row.String()
}
