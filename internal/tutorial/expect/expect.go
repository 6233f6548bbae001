// Package expect makes checks of the output that a tutorial shows: of what is
// the same each time, in the form that the output has.
package expect

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

// Output is what a command prints.
type Output struct {
	// Command has its words.
	Command []string
	// Lines are those that say something, as Lines gives them.
	Lines      []string
	Namespaces page.Namespaces
	// Awaited says whether a row of kubectl get, given by its cells, is about
	// something that labs waits for, so that it has come further than when the
	// tutorial was written.
	Awaited func(cells []string) bool
}

var noisy = regexp.MustCompile(`^\s*(?:\.\.\.|…|\[\.\.\.\]|-{3,}|={3,}|\^C)?\s*$|^Defaulted container |^Warning: |^Waiting for |^If you don't see a command prompt|^\s*% Total|^Unable to use a TTY`)

// Lines leaves out those that say nothing, or that stand for others.
func Lines(all []string) []string { return slices.DeleteFunc(slices.Clone(all), noisy.MatchString) }

// OnlyAcknowledges says whether nothing but acknowledgements are among the lines.
func OnlyAcknowledges(lines []string) bool {
	return !slices.ContainsFunc(lines, func(line string) bool { return page.Acknowledgement(line) == "" })
}

// Checks gives the checks for the output, by what it looks like.
func (o *Output) Checks() []lab.Check {
	text := strings.Join(o.Lines, "\n")
	var value any
	if strings.IndexAny(strings.TrimSpace(text), "{[") == 0 && json.Unmarshal([]byte(text), &value) == nil {
		left := maxLeaves
		if value = o.prune(value, &left); value == nil {
			return nil
		}
		return []lab.Check{{Tree: value}}
	}
	if slices.Contains(o.Command, "describe") || slices.ContainsFunc(o.Lines, eventHeader.MatchString) {
		return o.description()
	}
	var checks []lab.Check
	for n := 0; n < len(o.Lines); n++ {
		if page.Header(o.Lines[n]) && tabular(o.Command) {
			end := n + 1
			for end < len(o.Lines) && !page.Header(o.Lines[end]) {
				end++
			}
			checks = append(checks, o.table(o.Lines[n], o.Lines[n+1:end])...)
			n = end - 1
			continue
		}
		if c, ok := o.line(o.Lines[n]); ok {
			checks = append(checks, c)
		}
	}
	return distinct(checks)
}

func tabular(command []string) bool {
	return slices.Contains(command, "get") || slices.Contains(command, "top") || slices.Contains(command, "events")
}

// distinct leaves out checks that are there already.
func distinct(checks []lab.Check) []lab.Check {
	var all []lab.Check
	for _, c := range checks {
		if !slices.ContainsFunc(all, func(other lab.Check) bool { return other.Line == c.Line && other.Match == c.Match }) {
			all = append(all, c)
		}
	}
	return all
}

var passing = regexp.MustCompile(`^\s*"?(?:uid|resourceVersion|creationTimestamp|generation|selfLink|hostIP|podIP|clusterIP|nodeName|startTime|startedAt|finishedAt|lastTransitionTime|lastProbeTime|lastUpdateTime|containerID|imageID|image|ip|PATH|HOME|PWD|HOSTNAME|TERM|SHLVL|[A-Z0-9_]*VERSION|[A-Z0-9_]+_(?:SERVICE_(?:HOST|PORT)\w*|PORT(?:_\d+_(?:TCP|UDP)\w*)?))"?[:=]`)

// nothing are lines of YAML that every object has, and keys without a value.
var nothing = regexp.MustCompile(`^(?:apiVersion|kind): \S+$|^\s*[\w-]+:$`)

// line gives the check for one line: the line itself, or, where a part of it
// is another each time, a regular expression.
func (o *Output) line(line string) (lab.Check, bool) {
	line = strings.TrimRight(line, " \t")
	if passing.MatchString(line) || nothing.MatchString(line) {
		return lab.Check{}, false
	}
	if ack := page.Acknowledgement(line); ack != "" {
		quoted, _ := pattern(ack)
		return lab.Check{Match: "(?m)^" + quoted}, true
	}
	line, end := cutDots(line)
	if quoted, varies := pattern(line); varies || end == "" {
		return lab.Check{Match: "(?m)^" + o.Namespaces.In(quoted) + end}, meaningful(line)
	}
	return lab.Check{Line: o.Namespaces.In(line)}, true
}

// cutDots takes the dots off that stand for the rest of a line.
func cutDots(line string) (text, end string) {
	for _, dots := range []string{"...", "…"} {
		if text, cut := strings.CutSuffix(line, dots); cut {
			return text, ""
		}
	}
	return line, "$"
}

// meaningful says whether anything is left of a line beside what varies.
func meaningful(line string) bool {
	return strings.ContainsFunc(varying.ReplaceAllString(line, ""), func(r rune) bool { return r >= 'A' && r <= 'z' || r > 127 })
}

var (
	terminated = regexp.MustCompile(`^command terminated with (?:non-zero )?exit code:? .*?(\d+)\W*$`)
	complains  = regexp.MustCompile(`(?i)^(?:error:|error from server|unable to connect|the \w+ "[^"]*" is invalid|(?:/bin/)?(?:sh|bash|cat|touch|ls|curl|wget|ping|nslookup|mkdir|rm|cp|nc)(?:: line \d+|: \(\d+\))?: .*(?:denied|no such|not found|cannot|can't|refused|failed|timed out|bad address|not resolve))`)
)

// Failure gives the exit code where an output is what a command complains of, or 0.
func Failure(lines []string) (code int) {
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if m := terminated.FindStringSubmatch(line); m != nil {
			code, _ := strconv.Atoi(m[1])
			return max(1, code)
		}
		if complains.MatchString(line) {
			code = 1
		}
	}
	return code
}

// Reason gives the end of a complaint, or "" where that is another each time.
func Reason(lines []string) string {
	at := slices.IndexFunc(lines, func(line string) bool { return complains.MatchString(strings.TrimSpace(line)) })
	if at < 0 {
		return ""
	}
	line := strings.TrimSpace(lines[at])
	why := line[strings.LastIndex(line, ": ")+1:]
	if _, varies := pattern(why); varies || !meaningful(why) {
		return ""
	}
	return strings.TrimSpace(why)
}
