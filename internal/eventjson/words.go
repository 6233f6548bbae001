package eventjson

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/term"
)

// TextLimit is what one text is bounded to, in bytes.
const TextLimit = 4 << 10

// Words puts what happened into a language, nil for English, harmless and within bounds.
type Words struct{ Language *i18n.Printer }

// Message is a message in the language.
func (w Words) Message(m i18n.Message) string { return Foreign(w.Language.Message(m), TextLimit) }

// Error is an error in the language, "" for nil.
func (w Words) Error(err error) string {
	if err == nil {
		return ""
	}
	return Foreign(w.Language.Error(err), TextLimit)
}

// Causes are those of a diagnosis in the language.
func (w Words) Causes(diagnosis []i18n.Message) []string {
	var causes []string
	for _, m := range diagnosis {
		causes = append(causes, w.Message(m))
	}
	return causes
}

// Mismatch gives what was expected, and what came instead or is there; both are "" of an error that is no mismatch.
func (w Words) Mismatch(err error) (expected, got string) {
	var m *check.Mismatch
	if !errors.As(err, &m) {
		return "", ""
	}
	return w.Message(m.Expected), cmp.Or(w.Message(m.Got), w.Message(m.Note))
}

// Foreign makes a text harmless, and cuts the middle out of a long one.
func Foreign(text string, limit int) string {
	text = strings.TrimRight(text, "\n")
	if len(text) <= limit {
		return strings.TrimRight(term.Sanitize(text), "\n")
	}
	from, to := limit/2, len(text)-limit/2
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	return fmt.Sprintf("%s\n[… %d B …]\n%s", term.Sanitize(text[:from]), to-from, term.Sanitize(text[to:]))
}

// Seconds rounds a time to milliseconds.
func Seconds(d time.Duration) float64 { return math.Round(d.Seconds()*1000) / 1000 }
