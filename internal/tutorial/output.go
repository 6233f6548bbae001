package tutorial

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// maxChecks is how many checks one output becomes.
const maxChecks = 8

// output is a fence that shows what the newest command printed.
func (i *importer) output(b *block) {
	announced, rest := lead(i.pending)
	if bareCue.MatchString(announced) {
		i.pending = rest
	}
	i.last.body = append(i.last.body, i.pending...)
	i.pending = nil
	i.printed(strings.Split(b.text, "\n"))
}

// printed makes checks of what a command printed. The step is complete then.
func (i *importer) printed(lines []string) {
	s := i.last
	if s == nil {
		return
	}
	i.current = nil
	lines = slices.DeleteFunc(slices.Clone(lines), noise)
	if code := failure(lines); code > 0 && len(s.operations) > 0 {
		i.refused(s, code, lines)
		return
	}
	if s.acts || len(lines) == 0 || s.speaksAnew() && !slices.ContainsFunc(lines, func(line string) bool { return !acked.MatchString(line) }) {
		return
	}
	checks := i.expect(s, lines)
	var timeout lab.Duration
	if i.pause > 0 {
		timeout.Duration = i.pause + time.Minute
	}
	i.pause = 0
	for n, c := range checks {
		c.Timeout = timeout
		if n == maxChecks {
			last := &s.checks[len(s.checks)-1]
			last.todo = append(last.todo, i18n.Text("the tutorial shows more lines than these: %d", len(checks)-n))
			break
		}
		s.checks = append(s.checks, check{Check: c})
	}
	if len(checks) == 0 {
		zero := 0
		s.checks = append(s.checks, check{lab.Check{ExitCode: &zero}, []i18n.Message{i18n.Text("what the tutorial shows here is another each time: say what must be true")}})
	}
}

var noisy = regexp.MustCompile(`^\s*(?:\.\.\.|…|\[\.\.\.\]|-{3,}|={3,}|\^C)?\s*$|^Defaulted container |^Warning: |^Waiting for |^If you don't see a command prompt|^\s*% Total|^Unable to use a TTY`)

// speaksAnew says whether the last operation prints other words than the
// tutorial's command.
func (s *step) speaksAnew() bool {
	if len(s.operations) == 0 {
		return false
	}
	last := s.operations[len(s.operations)-1]
	return last.Apply != "" || last.Delete != nil || last.Wait != nil
}

// noise is a line that says nothing, or that stands for others.
func noise(line string) bool { return noisy.MatchString(line) }

// expect gives the checks for an output, by what it looks like.
func (i *importer) expect(s *step, lines []string) []lab.Check {
	text := strings.Join(lines, "\n")
	var value any
	if strings.ContainsAny(firstLetter(text), "{[") && json.Unmarshal([]byte(text), &value) == nil {
		if value = i.stable(value); value == nil {
			return nil
		}
		return []lab.Check{{Tree: value}}
	}
	if slices.Contains(s.command, "describe") || slices.ContainsFunc(lines, eventHeader.MatchString) {
		return i.description(lines)
	}
	var checks []lab.Check
	for n := 0; n < len(lines); n++ {
		if columns.MatchString(lines[n]) && tabular(s.command) {
			end := n + 1
			for end < len(lines) && !columns.MatchString(lines[end]) {
				end++
			}
			checks = append(checks, i.table(lines[n], lines[n+1:end])...)
			n = end - 1
			continue
		}
		if c, ok := i.line(lines[n]); ok {
			checks = append(checks, c)
		}
	}
	return distinct(checks)
}

func firstLetter(text string) string {
	text = strings.TrimSpace(text)
	return text[:min(1, len(text))]
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
func (i *importer) line(line string) (lab.Check, bool) {
	line = strings.TrimRight(line, " \t")
	if passing.MatchString(line) || nothing.MatchString(line) {
		return lab.Check{}, false
	}
	if ack := acked.FindString(line); ack != "" {
		quoted, _ := pattern(ack)
		return lab.Check{Match: "(?m)^" + quoted}, true
	}
	line, end := cutDots(line)
	if quoted, varies := pattern(line); varies || end == "" {
		return lab.Check{Match: "(?m)^" + i.inner(quoted) + end}, meaningful(line)
	}
	return lab.Check{Line: i.inner(line)}, true
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

// failure gives the exit code where an output is what a command complains of,
// or 0.
func failure(lines []string) (code int) {
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if m := terminated.FindStringSubmatch(line); m != nil {
			return max(1, number(m[1]))
		}
		if complains.MatchString(line) {
			code = 1
		}
	}
	return code
}

// refused demands that a command fails, as the lines show.
func (i *importer) refused(s *step, code int, lines []string) {
	last := &s.operations[len(s.operations)-1]
	if last.Kubectl == nil && last.Exec == nil && last.Shell == "" {
		last.todo = append(last.todo, i18n.Text("the tutorial shows that this is refused, and an operation that fails ends the lab: let a kubectl operation do it"))
		return
	}
	c := lab.Check{ExitCode: &code}
	if why := reason(lines); why != "" {
		c.CEL = "stderr.contains(" + strconv.Quote(why) + ")"
	}
	todo := i18n.Text("the tutorial shows that this fails: say with what exit code, and what has to stand in its message")
	s.checks = append(s.checks, check{c, []i18n.Message{todo}})
}

// reason gives the end of a complaint, or "" where that is another each time.
func reason(lines []string) string {
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
