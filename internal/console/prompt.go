package console

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lesson"
	"labs.local/labs/internal/term"
)

// Keys gives the next key that is pressed at a new prompt; the channel is closed where the terminal is.
type Keys interface{ Prompt() <-chan rune }

type prompt struct {
	// offer is the number of what is offered, choices what it is in keys.
	offer   uint64
	choices []choice
	// pressed is nil where no prompt is on the screen.
	pressed <-chan rune
}

type choice struct {
	key    rune
	action event.Action
	label  i18n.Message
}

// list is the terminal's own action, which shows the labs; none is no action.
const (
	none event.Action = ""
	list event.Action = "list"
)

// keys are those of the actions. Enter goes on, whatever that is.
var keys = map[event.Action]rune{
	event.Run: enter, event.Check: enter, event.Next: enter, event.Skip: 's', event.Hint: 'h',
	event.Reset: 'r', event.Quit: 'q', event.Confirm: 'y', event.Decline: 'n',
}

const enter = '\n'

// also are second keys of some.
var also = map[event.Action]rune{event.Check: 'c', event.Skip: 's'}

// choicesOf gives the keys of what is offered, as far as it has any, and that of the list.
func choicesOf(offers []event.Offer) (choices []choice) {
	check := slices.ContainsFunc(offers, func(o event.Offer) bool { return o.Action == event.Check })
	listed := false
	for _, o := range offers {
		key, ok := keys[o.Action]
		if !ok {
			continue
		}
		if o.Action == event.Skip && check {
			key = 'n'
		}
		if !listed && (o.Action == event.Reset || o.Action == event.Quit) {
			choices, listed = append(choices, choice{'l', list, i18n.Text("list")}), true
		}
		choices = append(choices, choice{key, o.Action, o.Label})
	}
	return choices
}

// Attend shows a lesson until its log is closed, and hands in the keys, if any. A closed terminal interrupts it.
func (l *Lesson) Attend(log *event.Log, keys Keys, do func(lesson.Act) error) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	batches := read(ctx, log)
	for {
		if keys != nil && l.prompt.pressed == nil && len(l.prompt.choices) > 0 {
			l.ask(keys)
		}
		select {
		case batch, open := <-batches:
			if !open {
				l.unprompt()
				l.status.Clear()
				return nil
			}
			for _, entry := range batch {
				l.show(entry)
			}
		case key, open := <-l.prompt.pressed:
			l.unprompt()
			if !open {
				return context.Canceled
			}
			l.press(key, do)
		}
	}
}

// read gives what a log has, and closes the channel at its end.
func read(ctx context.Context, log *event.Log) <-chan []event.Entry {
	batches := make(chan []event.Entry)
	go func() {
		defer close(batches)
		for last := uint64(0); ; {
			batch, err := log.Read(ctx, last)
			if err != nil {
				return
			}
			select {
			case batches <- batch:
			case <-ctx.Done():
				return
			}
			last = batch[len(batch)-1].Number
		}
	}()
	return batches
}

func (l *Lesson) show(entry event.Entry) {
	switch e := entry.Event.(type) {
	case event.ActionsOffered:
		l.unprompt()
		l.prompt.offer, l.prompt.choices = entry.Number, choicesOf(e.Offers)
	case event.ActionTaken:
		l.unprompt()
		l.prompt.choices = nil
	default:
		l.Sink(e)
	}
}

// press does what a key means. Where something is to be confirmed, any key but the one that does is a no.
func (l *Lesson) press(key rune, do func(lesson.Act) error) {
	if key = normal(key); key == '?' {
		l.explain()
		return
	}
	switch action := l.prompt.action(key); action {
	case none:
	case list:
		l.List(l.progress)
	default:
		_ = do(lesson.Act{Action: action, Offer: l.prompt.offer}) // what is not possible any more is not done
		l.prompt.choices = nil
	}
}

func (p *prompt) action(key rune) event.Action {
	refusal := none
	for _, c := range p.choices {
		if c.key == key || also[c.action] == key {
			return c.action
		}
		if c.action == event.Decline {
			refusal = c.action
		}
	}
	return refusal
}

// normal makes one key of those that do the same.
func normal(key rune) rune {
	switch key {
	case '\r':
		return enter
	case '\x04': // Ctrl-D
		return 'q'
	}
	return unicode.ToLower(key)
}

func (l *Lesson) label(c choice) string {
	name := string(c.key)
	if c.key == enter {
		name = l.Language.Text("Enter")
	}
	return name + " " + l.Language.Message(c.label)
}

// ask shows the keys on one line, as many as fit. Only what is pressed after that counts.
func (l *Lesson) ask(keys Keys) {
	l.prompt.pressed = keys.Prompt()
	labels := make([]string, len(l.prompt.choices))
	for i, c := range l.prompt.choices {
		labels[i] = l.label(c)
	}
	line, room := "", l.Width()-3
	for n := len(labels); n > 0; n-- {
		shown := labels[:n:n]
		if n < len(labels) {
			shown = append(shown, l.Language.Text("? more"))
		}
		if line = strings.Join(shown, " · "); runewidth.StringWidth(line) <= room {
			break
		}
	}
	l.clearLine()
	fmt.Fprint(l.Out, "  "+l.command(line)+" ")
}

func (l *Lesson) unprompt() {
	if l.prompt.pressed == nil {
		return
	}
	l.prompt.pressed = nil
	if !l.clearLine() {
		fmt.Fprint(l.Out, "\n")
	}
}

// clearLine clears the line, where one can be written over.
func (l *Lesson) clearLine() bool {
	if l.Live {
		fmt.Fprint(l.Out, term.ClearLine)
	}
	return l.Live
}

func (l *Lesson) explain() {
	for _, c := range l.prompt.choices {
		l.print("%s", l.indent("  "+l.label(c), ""))
	}
}
