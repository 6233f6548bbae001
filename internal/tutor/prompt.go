package tutor

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/term"
)

// choice is a key with what it does.
type choice struct {
	key   rune
	label i18n.Message
}

// always are the keys that mean the same at every step.
func always() []choice {
	return []choice{
		{'h', i18n.Text("h hint")}, {'l', i18n.Text("l list")}, {'r', i18n.Text("r reset")}, {'q', i18n.Text("q quit")},
	}
}

// ask waits for a key at a step. A terminal that is closed is an interruption.
func (t *Tutor) ask(ctx context.Context, choices ...choice) (rune, error) {
	return t.choose(ctx, append(choices, always()...)...)
}

// choose waits for one of some keys, or for any other.
func (t *Tutor) choose(ctx context.Context, choices ...choice) (rune, error) {
	keys := t.prompt(choices)
	defer t.unprompt()
	for {
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case key, open := <-keys:
			if !open {
				return 0, context.Canceled
			}
			if key = normal(key); key == '?' {
				t.explain(choices)
				keys = t.prompt(choices)
				continue
			}
			return key, nil
		}
	}
}

// normal makes one key of those that do the same.
func normal(key rune) rune {
	switch key {
	case '\r':
		return '\n'
	case '\x04': // Ctrl-D
		return 'q'
	}
	return unicode.ToLower(key)
}

// prompt shows the keys on one line, as many as there is room for. The key that
// is pressed comes from what it gives: who did not see the prompt pressed none.
func (t *Tutor) prompt(choices []choice) <-chan rune {
	keys := t.Keys.Prompt()
	labels := make([]string, len(choices))
	for i, c := range choices {
		labels[i] = t.Streams.Language.Message(c.label)
	}
	line, room := "", t.Streams.Width()-3
	for n := len(labels); n > 0; n-- {
		shown := labels[:n:n]
		if n < len(labels) {
			shown = append(shown, t.Streams.Language.Text("? more"))
		}
		if line = strings.Join(shown, " · "); runewidth.StringWidth(line) <= room {
			break
		}
	}
	t.clearLine()
	fmt.Fprint(t.Streams.Out, "  "+t.Lesson.Key(line)+" ")
	return keys
}

func (t *Tutor) unprompt() {
	if !t.clearLine() {
		fmt.Fprint(t.Streams.Out, "\n")
	}
}

// clearLine takes the prompt away, where a line can be written over.
func (t *Tutor) clearLine() bool {
	if t.Streams.Live {
		fmt.Fprint(t.Streams.Out, term.ClearLine)
	}
	return t.Streams.Live
}

// explain shows all keys, a line each.
func (t *Tutor) explain(choices []choice) {
	t.unprompt()
	for _, c := range choices {
		t.Lesson.Say("  %v", c.label)
	}
}
