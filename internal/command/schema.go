package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"labs.local/labs/internal/i18n"
)

// Schemas gives the JSON Schemas that this program knows, by the names of what they describe.
type Schemas map[string]func() ([]byte, error)

// PrintSchema prints the JSON Schema of a format; that of a lab file without an argument.
func PrintSchema(s *Setup, schemas Schemas) *cli.Command {
	known := slices.Sorted(maps.Keys(schemas))
	return &cli.Command{
		Name:         "schema",
		Usage:        s.T("print the JSON Schema of a lab file or of the event stream"),
		ArgsUsage:    "[" + strings.Join(known, "|") + "]",
		BashComplete: completeWords(known...),
		Action:       func(c *cli.Context) error { return s.printSchema(schemas, known, c.Args().Slice()) },
	}
}

// printSchema prints the one that the arguments name.
func (s *Setup) printSchema(schemas Schemas, known, args []string) error {
	name := "lab"
	if len(args) > 0 {
		name = args[0]
	}
	schema, ok := schemas[name]
	if !ok || len(args) > 1 {
		return &UsageError{i18n.Text("labs schema takes one of %s, but got %q", strings.Join(known, ", "), strings.Join(args, " "))}
	}
	text, err := schema()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Streams.Out, "%s", text)
	return err
}
