package terminal

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// Expect waits until the program has written a text, behind what was expected
// before. Line breaks are part of a text, colours are not.
func (t *Terminal) Expect(text string, limit time.Duration) error {
	return t.expect(fmt.Sprintf("%q", text), limit, func(output string) int {
		if i := strings.Index(output, text); i >= 0 {
			return i + len(text)
		}
		return -1
	})
}

// Match is Expect for a regular expression.
func (t *Terminal) Match(expression *regexp.Regexp, limit time.Duration) error {
	return t.expect(fmt.Sprintf("/%s/", expression), limit, func(output string) int {
		if found := expression.FindStringIndex(output); found != nil {
			return found[1]
		}
		return -1
	})
}

// expect waits for what find finds: it gives the end of it, or less than 0.
func (t *Terminal) expect(what string, limit time.Duration, find func(string) int) error {
	timeout := time.After(limit)
	for drained := t.drained; ; {
		changed := t.find(find)
		if changed == nil {
			return nil
		}
		select {
		case <-changed:
		case <-drained:
			drained = nil // look once more
			if t.find(find) == nil {
				return nil
			}
			return fmt.Errorf("the program's output ended before it held %s; the transcript is\n%s", what, t.Transcript())
		case <-timeout:
			return fmt.Errorf("no %s in %s; the transcript is\n%s", what, limit, t.Transcript())
		}
	}
}

// find looks at the output that was not expected yet. It gives nil where it
// found it, and else what the next output closes.
func (t *Terminal) find(find func(string) int) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.ReplaceAll(ansi.Strip(string(t.output)), "\r", "")
	end := find(text[min(t.seen, len(text)):])
	if end < 0 {
		return t.changed
	}
	t.seen += end
	return nil
}
