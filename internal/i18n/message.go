// Package i18n puts what the program says into the reader's language.
package i18n

import (
	"fmt"
	"strings"
)

// Message is put into words when the reader's language is known; the English format is its key in the catalogue.
type Message struct {
	Format string
	Args   []any
}

// Text makes a message.
func Text(format string, args ...any) Message { return Message{format, args} }

// Foreign is a text that comes from elsewhere and is never translated.
func Foreign(text string) Message { return Text("%s", text) }

// Join makes one message of several, with a separator in between, which is a text of the catalogue too.
func Join(separator string, messages ...Message) Message {
	var args []any
	for i, m := range messages {
		if i > 0 {
			args = append(args, Text(separator))
		}
		args = append(args, m)
	}
	return Message{strings.Repeat("%v", len(args)), args}
}

// String is the message in English.
func (m Message) String() string { return fmt.Sprintf(m.Format, m.Args...) }

// Error is String: what embeds a message is an error that says it.
func (m Message) Error() string { return m.String() }

// Localized is the message itself.
func (m Message) Localized() Message { return m }

// IsZero says whether there is no message.
func (m Message) IsZero() bool { return m.Format == "" }

// Localized is an error, or another value, whose text is a message.
type Localized interface{ Localized() Message }

// wrapped is an error with a message.
type wrapped struct {
	Message
	err error
}

// Errorf is fmt.Errorf, %w included, for an error that people read.
func Errorf(format string, args ...any) error {
	return &wrapped{Text(format, args...), fmt.Errorf(format, args...)}
}

func (w *wrapped) Error() string { return w.err.Error() }

// Unwrap gives what %w wrapped, whether once or several times.
func (w *wrapped) Unwrap() []error {
	switch err := w.err.(type) {
	case interface{ Unwrap() error }:
		return []error{err.Unwrap()}
	case interface{ Unwrap() []error }:
		return err.Unwrap()
	}
	return nil
}

// Plural is one message for a single thing, and another one for any other number of them.
func Plural(n int, one, many Message) Message {
	if n == 1 {
		return one
	}
	return many
}
