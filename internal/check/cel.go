package check

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

func matchCEL(c *lab.Check, out lab.Output, values lab.Values) error {
	if c.CEL == "" {
		return nil
	}
	program, err := lab.CompileCEL(c.CEL)
	if err != nil {
		return err
	}
	tree, notJSON := decode(out)
	result, _, err := program.Eval(map[string]any{
		"output": out.Text, "stderr": out.Stderr, "json": tree, "exitCode": out.ExitCode, "status": out.Status,
		"values": map[string]string(values),
	})
	switch {
	case err != nil && notJSON != nil && strings.Contains(c.CEL, "json"):
		return notJSON
	case err != nil:
		return mismatch(i18n.Text("%v in %s", err, excerpt(out.Text)), i18n.Foreign(c.CEL))
	case result.Value() != true:
		return mismatch(quote(cmp.Or(out.Text, out.Stderr)), i18n.Foreign(c.CEL))
	}
	return nil
}

func sortedKeys(fields map[string]any) []string { return slices.Sorted(maps.Keys(fields)) }
