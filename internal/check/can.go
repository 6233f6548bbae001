package check

import (
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Allowed is the output of a can check where the answer is yes.
const Allowed = "yes"

// can says what is to be allowed, or not, and where, if not in the lab's namespace.
func can(c *lab.Check) i18n.Message {
	what := i18n.Foreign(strings.TrimSpace(c.Can.Resource + " " + c.Can.Name))
	if c.Namespace != "" {
		what = i18n.Text("%v in namespace %s", what, c.Namespace)
	}
	if c.Can.Wanted() {
		return i18n.Text("%s can %s %v", c.Can.As, c.Can.Verb, what)
	}
	return i18n.Text("%s cannot %s %v", c.Can.As, c.Can.Verb, what)
}

func matchCan(c *lab.Check, out lab.Output, _ lab.Values) error {
	if c.Can == nil || c.Can.Wanted() == (out.Text == Allowed) {
		return nil
	}
	if c.Can.Wanted() {
		return &Mismatch{Expected: can(c), Note: i18n.Text("the API server does not allow it")}
	}
	return &Mismatch{Expected: can(c), Note: i18n.Text("the API server allows it: %s", out.Stderr)}
}
