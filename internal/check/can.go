package check

import (
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Allowed is the output of a can check where the answer is yes.
const Allowed = "yes"

// can says what is to be allowed, or not.
func can(c *lab.Can) i18n.Message {
	what := strings.TrimSpace(c.Resource + " " + c.Name)
	if c.Wanted() {
		return i18n.Text("%s can %s %s", c.As, c.Verb, what)
	}
	return i18n.Text("%s cannot %s %s", c.As, c.Verb, what)
}

func matchCan(c *lab.Check, out lab.Output, _ lab.Values) error {
	if c.Can == nil || c.Can.Wanted() == (out.Text == Allowed) {
		return nil
	}
	if c.Can.Wanted() {
		return &Mismatch{Expected: can(c.Can), Note: i18n.Text("the API server does not allow it")}
	}
	return &Mismatch{Expected: can(c.Can), Note: i18n.Text("the API server allows it: %s", out.Stderr)}
}
