package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/i18n"
)

// PrintSchema prints the JSON Schema of a format; that of a lab file without
// an argument.
func PrintSchema(s *Setup) *cli.Command {
	known := slices.Sorted(maps.Keys(s.Schemas))
	return &cli.Command{
		Name:      "schema",
		Usage:     s.T("print the JSON Schema of a lab file or of the event stream"),
		ArgsUsage: "[" + strings.Join(known, "|") + "]",
		BashComplete: func(c *cli.Context) {
			for _, name := range known {
				offer(c, name, "")
			}
		},
		Action: func(c *cli.Context) error {
			name := "lab"
			if c.Args().Present() {
				name = c.Args().First()
			}
			schema, ok := s.Schemas[name]
			if !ok || c.NArg() > 1 {
				return &UsageError{i18n.Text("labs schema takes one of %s, and got %q", strings.Join(known, ", "), strings.Join(c.Args().Slice(), " "))}
			}
			text, err := schema()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(s.Streams.Out, "%s", text)
			return err
		},
	}
}
