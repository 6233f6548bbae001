package check

import (
	"errors"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// matchCut is Match for an output of which only the beginning is there. What
// that does not have says so; what is behind the cut might make a statement
// about the end or the whole of the output wrong, so none of these holds.
func matchCut(c *lab.Check, out lab.Output, values lab.Values) error {
	if out.Dropped > 0 {
		out.Text = out.Text[:strings.LastIndexByte(out.Text, '\n')+1] // the last line may go on
	}
	err := match(c, out, values)
	if wrong := (*Mismatch)(nil); errors.As(err, &wrong) {
		return &Mismatch{Expected: wrong.Expected, Got: withCut(wrong.Got, out), Note: withCut(wrong.Note, out)}
	}
	if err == nil && needsWhole(c, out, values) {
		return mismatch(out.Cut(), i18n.Text("output that is not truncated"))
	}
	return err
}

// withCut appends to a text, if there is one, how much of the output was dropped.
func withCut(text i18n.Message, out lab.Output) i18n.Message {
	if text.IsZero() {
		return text
	}
	return i18n.Join("; ", text, out.Cut())
}

// needsWhole says whether a check could be wrong about an output that was cut.
func needsWhole(c *lab.Check, out lab.Output, values lab.Values) bool {
	if c.CEL != "" && !lab.HoldsCEL(c.CEL, known(out, values)) {
		return true
	}
	return out.Dropped > 0 && (c.Equals != nil || c.Tree != nil || lab.MatchesEnd(c.Match))
}

// known are the variables of an expression that say the same of the whole
// output.
func known(out lab.Output, values lab.Values) map[string]any {
	variables := map[string]any{"exitCode": out.ExitCode, "status": out.Status, "values": map[string]string(values)}
	if out.Dropped == 0 {
		variables["output"] = out.Text
	}
	if out.StderrDropped == 0 {
		variables["stderr"] = out.Stderr
	}
	return variables
}
