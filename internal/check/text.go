package check

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/xrash/smetrics"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// excerptLength bounds foreign text in a message, in runes.
const excerptLength = 160

func matchLine(c *lab.Check, out lab.Output, _ lab.Values) error {
	if c.Line == "" {
		return nil
	}
	lines := lines(out.Text)
	if slices.Contains(lines, c.Line) {
		return nil
	}
	expected := i18n.Text("line %s", c.Line)
	if nearest := Nearest(c.Line, lines); nearest != "" {
		return &Mismatch{Expected: expected, Note: i18n.Text("closest match: %s", unlike(nearest, c.Line))}
	}
	if strings.TrimSpace(out.Text) == "" {
		return mismatch(i18n.Text("no output"), expected)
	}
	return mismatch(quote(out.Text), expected)
}

func matchEquals(c *lab.Check, out lab.Output, _ lab.Values) error {
	wanted, got := strings.TrimSuffix(deref(c.Equals), "\n"), strings.TrimSuffix(out.Text, "\n")
	if c.Equals == nil || got == wanted {
		return nil
	}
	want, have := lines(wanted), lines(got)
	for i, line := range want {
		if i >= len(have) {
			return mismatch(i18n.Text("the end of the output"), i18n.Text("line %d to be %q", i+1, line))
		}
		if have[i] != line {
			return mismatch(i18n.Foreign(exact(have[i])), i18n.Text("line %d to be %q", i+1, line))
		}
	}
	if len(have) > len(want) {
		return mismatch(i18n.Foreign(exact(have[len(want)])), i18n.Text("no line after line %d", len(want)))
	}
	return mismatch(i18n.Foreign(exact(got)), i18n.Text("%q", wanted))
}

func matchPattern(c *lab.Check, out lab.Output, _ lab.Values) error {
	if c.Match == "" {
		return nil
	}
	pattern, err := lab.CompileMatch(c.Match)
	if err != nil {
		return err
	}
	if pattern.MatchString(out.Text) {
		return nil
	}
	return mismatch(quote(out.Text), i18n.Text("output that matches %s", c.Match))
}

func matchStderr(c *lab.Check, out lab.Output, _ lab.Values) error {
	if c.Stderr == "" {
		return nil
	}
	pattern, err := lab.CompileMatch(c.Stderr)
	if err != nil || pattern.MatchString(out.Stderr) {
		return err
	}
	if strings.TrimSpace(out.Stderr) == "" {
		return mismatch(i18n.Text("no output"), i18n.Text("standard error that matches %s", c.Stderr))
	}
	return mismatch(quote(out.Stderr), i18n.Text("standard error that matches %s", c.Stderr))
}

// Nearest gives the candidate that is most like the text, or "" where none
// comes close. A candidate with the same key, the part before = or :, wins.
// The measure is Jaro-Winkler's.
func Nearest(text string, candidates []string) string {
	best, nearest := 0.7, ""
	for _, candidate := range candidates {
		likeness := smetrics.JaroWinkler(text, candidate, 0.7, 4)
		if i := strings.IndexAny(text, "=:"); i > 0 && strings.HasPrefix(candidate, text[:i+1]) {
			likeness += 1
		}
		if likeness > best {
			best, nearest = likeness, candidate
		}
	}
	return nearest
}

func lines(text string) []string {
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func firstLine(text string) string { return excerpt(lines(text)[0]) }

func lastLine(text string) string {
	all := lines(text)
	return excerpt(all[len(all)-1])
}

// excerpt puts a text on one bounded line.
func excerpt(text string) string { return shorten(strings.Join(strings.Fields(text), " ")) }

func shorten(text string) string {
	if runes := []rune(text); len(runes) > excerptLength {
		return string(runes[:excerptLength]) + "…"
	}
	return text
}

// exact shows the white space of a text too.
func exact(text string) string { return strconv.Quote(shorten(text)) }

// unlike shows white space where a text differs from another in nothing else.
func unlike(text, other string) string {
	if excerpt(text) == excerpt(other) {
		return exact(text)
	}
	return excerpt(text)
}

func quote(text string) i18n.Message { return i18n.Foreign("\"" + excerpt(text) + "\"") }

// matchCut is Match for an output of which only the beginning is there. What
// that does not have says so; what is behind the cut might make a statement
// about the end or the whole of the output wrong, so none of these holds.
func matchCut(c *lab.Check, out lab.Output, values lab.Values) error {
	if out.Dropped > 0 {
		out.Text = out.Text[:strings.LastIndexByte(out.Text, '\n')+1] // the last line may go on
	}
	err := match(c, out, values)
	if wrong, ok := errors.AsType[*Mismatch](err); ok {
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

// known are the variables of an expression that say the same of the whole output.
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
