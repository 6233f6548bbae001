package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/term"
)

// The sizes that a report bounds foreign text to, in bytes: one text, one
// piece of evidence or output, and about all evidence of a lab on one cluster;
// and how many pieces a step may have.
const (
	textLimit     = 4 << 10
	evidenceLimit = 16 << 10
	labLimit      = 128 << 10
	piecesLimit   = 20
)

// foreign makes a text harmless, and cuts the middle out of a long one: what
// helps stands at the beginning or at the end.
func foreign(text string, limit int) string {
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

// bounds keeps what a run gives from growing without end.
type bounds struct {
	// used counts the bytes of evidence of each lab.
	used map[string]int
}

// apply gives the event within bounds.
func (b *bounds) apply(e event.Event) event.Event {
	switch e := e.(type) {
	case event.RunStarted:
		b.used = map[string]int{}
	case event.OperationFinished:
		e.Output = foreign(e.Output, evidenceLimit)
		return e
	case event.MutantFinished:
		e.Diff = foreign(e.Diff, evidenceLimit)
		return e
	case event.StepFinished:
		e.Evidence = b.evidence(e.Lab.Metadata.Name, e.Evidence)
		return e
	}
	return e
}

// evidence leaves out what is too much, and says how many pieces that were.
func (b *bounds) evidence(lab string, all []event.Evidence) []event.Evidence {
	if b.used == nil {
		b.used = map[string]int{}
	}
	var kept []event.Evidence
	for piece := range slices.Values(all) {
		if len(kept) == piecesLimit || b.used[lab] > labLimit {
			break
		}
		text := foreign(piece.Text, evidenceLimit)
		b.used[lab] += len(text)
		kept = append(kept, event.Evidence{Name: oneLine(foreign(piece.Name, textLimit)), Text: text})
	}
	if left := len(all) - len(kept); left > 0 {
		kept = append(kept, event.Evidence{Name: "…", Text: fmt.Sprintf("[… %d …]", left)})
	}
	return kept
}
