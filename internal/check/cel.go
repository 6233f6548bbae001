package check

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

func matchCEL(c *lab.Check, out lab.Output, values lab.Values) error {
	if c.CEL == "" {
		return nil
	}
	expression, err := lab.CompileCEL(c.CEL)
	if err != nil {
		return err
	}
	tree, notJSON := decode(out)
	holds, fault, err := expression.Eval(map[string]any{
		"output": out.Text, "stderr": out.Stderr, "json": celNumbers(tree), "items": items(tree), "exitCode": out.ExitCode, "status": out.Status,
		"values": map[string]string(values),
	})
	switch {
	case err != nil && notJSON != nil && strings.Contains(c.CEL, "json"):
		return notJSON
	case err != nil:
		return mismatch(i18n.Text("%v (output: %s)", err, excerpt(out.Text)), i18n.Foreign(c.CEL))
	case !holds:
		return celFault(fault, out)
	}
	return nil
}

// items are those of a list of objects.
func items(tree any) any {
	fields, _ := tree.(map[string]any)
	list, _ := fields["items"].([]any)
	return list
}

// celFault says of the part that does not hold what it came to.
func celFault(fault lab.Explanation, out lab.Output) error {
	if text, ok := fault.Got.(string); ok {
		return mismatch(quote(text), i18n.Foreign(fault.Part))
	}
	got, err := json.Marshal(fault.Got)
	if err != nil || fault.Got == nil {
		return mismatch(quote(cmp.Or(out.Text, out.Stderr)), i18n.Foreign(fault.Part))
	}
	return mismatch(i18n.Foreign(excerpt(string(got))), i18n.Foreign(fault.Part))
}

// celNumbers gives numbers the types that CEL has for them: whole ones stay exact.
func celNumbers(tree any) any {
	switch node := tree.(type) {
	case json.Number:
		if whole, err := strconv.ParseInt(string(node), 10, 64); err == nil {
			return whole
		}
		if whole, err := strconv.ParseUint(string(node), 10, 64); err == nil {
			return whole
		}
		number, _ := node.Float64() // an infinite one where it is too large
		return number
	case []any:
		for i := range node {
			node[i] = celNumbers(node[i])
		}
	case map[string]any:
		for key := range node {
			node[key] = celNumbers(node[key])
		}
	}
	return tree
}
