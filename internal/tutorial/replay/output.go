package replay

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/expect"
)

// printed makes checks of what a command printed. The step is complete then.
func (r *Replay) printed(lines []string) {
	s := r.draft.Last()
	if s == nil {
		return
	}
	r.draft.Close()
	lines = expect.Lines(lines)
	if code := expect.Failure(lines); code > 0 && s.Fails(refusal(code, lines)) {
		return
	}
	if s.Acts() || len(lines) == 0 || s.SpeaksAnew() && expect.OnlyAcknowledges(lines) {
		return
	}
	output := &expect.Output{Command: s.Command, Lines: lines, Namespaces: r.page.Namespaces, Awaited: r.awaited}
	var timeout time.Duration
	if r.pause > 0 {
		timeout = r.pause + time.Minute
	}
	r.pause = 0
	s.Expect(output.Checks(), timeout)
}

// refusal demands that a command fails, as the lines show.
func refusal(code int, lines []string) lab.Check {
	c := lab.Check{ExitCode: &code}
	if why := expect.Reason(lines); why != "" {
		c.CEL = "stderr.contains(" + strconv.Quote(why) + ")"
	}
	return c
}

var (
	waiting = []string{"Pending", "ContainerCreating", "PodInitializing"}
	ratio   = regexp.MustCompile(`^(\d+)/(\d+)$`)
)

// awaited says whether a row of kubectl get is about something that labs waits
// for.
func (r *Replay) awaited(cells []string) bool {
	name := cells[0][strings.LastIndexByte(cells[0], '/')+1:]
	for reference, o := range r.objects {
		if _, known, _ := strings.Cut(reference, "/"); (name == known || strings.HasPrefix(name, known+"-")) && !r.page.Fails(o) {
			return len(cells) > 2 && (slices.Contains(waiting, cells[2]) || ratio.MatchString(cells[1]) && (cells[2] == "Running" || number(cells[2]) >= 0))
		}
	}
	return false
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
		longest = max(longest, time.Duration(number(m[1]))*unit)
	}
	return longest
}

// number reads digits; another text is 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
