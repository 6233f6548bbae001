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
	return t.expect(fmt.Sprintf("%q", text), regexp.MustCompile(regexp.QuoteMeta(text)), limit)
}

// Match is Expect for a regular expression.
func (t *Terminal) Match(expression *regexp.Regexp, limit time.Duration) error {
	return t.expect(fmt.Sprintf("/%s/", expression), expression, limit)
}

func (t *Terminal) expect(what string, expression *regexp.Regexp, limit time.Duration) error {
	timeout := time.After(limit)
	for drained := t.drained; ; {
		changed := t.find(expression)
		if changed == nil {
			return nil
		}
		select {
		case <-changed:
		case <-drained:
			drained = nil // look once more
			if t.find(expression) == nil {
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
func (t *Terminal) find(expression *regexp.Regexp) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.ReplaceAll(ansi.Strip(string(t.output)), "\r", "")
	found := expression.FindStringIndex(text[min(t.seen, len(text)):])
	if found == nil {
		return t.changed
	}
	t.seen += found[1]
	return nil
}
