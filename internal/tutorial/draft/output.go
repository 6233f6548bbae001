package draft

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/expect"
)

// maxChecks is how many checks one output becomes.
const maxChecks = 8

// Printed makes checks of what the newest command printed, by its lines; the
// step is complete then. Awaited is that of expect.Output.
func (d *Draft) Printed(lines []string, awaited func(cells []string) bool) {
	s := d.last
	if s == nil {
		return
	}
	d.current = nil
	lines = expect.Lines(lines)
	if code := expect.Failure(lines); code > 0 && len(s.operations) > 0 {
		s.refused(code, expect.Reason(lines))
		return
	}
	if s.acts || len(lines) == 0 || s.speaksAnew() && expect.OnlyAcknowledges(lines) {
		return
	}
	output := &expect.Output{Command: s.command, Lines: lines, Namespaces: d.page.Namespaces, Awaited: awaited}
	var timeout lab.Duration
	if d.pause > 0 {
		timeout.Duration = d.pause + time.Minute
	}
	d.pause = 0
	s.expect(output.Checks(), timeout)
}

func (s *Step) expect(checks []lab.Check, timeout lab.Duration) {
	for n, c := range checks {
		c.Timeout = timeout
		if n == maxChecks {
			last := &s.checks[len(s.checks)-1]
			last.todo = append(last.todo, i18n.Text("lines of the tutorial's output that are left out here: %d", len(checks)-n))
			break
		}
		s.check(c)
	}
	if len(checks) == 0 {
		s.check(succeeds(), i18n.Text("the output that the tutorial shows here differs each time: write what must be true"))
	}
}

// speaksAnew says whether the newest operation prints other words than the tutorial's command.
func (s *Step) speaksAnew() bool {
	if len(s.operations) == 0 {
		return false
	}
	last := s.operations[len(s.operations)-1].is
	return last.Apply != "" || last.Delete != nil || last.Wait != nil
}

// refused demands that the newest operation fails with an exit code, and a reason that it tells, or "".
func (s *Step) refused(code int, reason string) {
	last := &s.operations[len(s.operations)-1]
	if o := last.is; o.Kubectl == nil && o.Exec == nil && o.Logs == nil && o.Shell == "" {
		last.todo = append(last.todo, i18n.Text("the tutorial shows that this is rejected, but an operation that fails ends the lab: use a kubectl operation instead"))
		return
	}
	c := lab.Check{ExitCode: &code}
	if reason != "" {
		c.CEL = "stderr.contains(" + strconv.Quote(reason) + ")"
	}
	s.check(c, i18n.Text("the tutorial shows that this fails: write the expected exit code, and the text that the error message must contain"))
}

var pause = regexp.MustCompile(`(?i)(?:\b(?:after|wait)|等)\D{0,30}?(\d{1,3})\s*(second|minute|秒|分)`)

// pauseIn is how long a text says that one waits.
func pauseIn(text string) time.Duration {
	var longest time.Duration
	for _, m := range pause.FindAllStringSubmatch(text, -1) {
		unit := time.Second
		if strings.EqualFold(m[2], "minute") || m[2] == "分" {
			unit = time.Minute
		}
		n, _ := strconv.Atoi(m[1])
		longest = max(longest, time.Duration(n)*unit)
	}
	return longest
}
