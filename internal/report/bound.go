package report

import (
	"fmt"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/eventjson"
)

// The sizes that a report bounds foreign text to, in bytes: one piece of evidence or output, and about all evidence of
// a lab on one cluster; and how many pieces a step may have.
const (
	evidenceLimit = 16 << 10
	labLimit      = 128 << 10
	piecesLimit   = 20
)

// bounds keeps what a run gives from growing without end.
type bounds struct {
	// used counts the bytes of evidence of each lab.
	used map[string]int
}

func (b *bounds) apply(e event.Event) event.Event {
	switch e := e.(type) {
	case event.RunStarted:
		clear(b.used)
	case event.OperationFinished:
		e.Output = eventjson.Foreign(e.Output, evidenceLimit)
		return e
	case event.MutantFinished:
		e.Diff = eventjson.Foreign(e.Diff, evidenceLimit)
		return e
	case event.StepFinished:
		e.Evidence = b.evidence(e.Lab.Metadata.Name, e.Evidence)
		return e
	}
	return e
}

// evidence leaves out what is too much, and says how many pieces that were.
func (b *bounds) evidence(lab string, all []event.Evidence) []event.Evidence {
	var kept []event.Evidence
	for _, piece := range all {
		if len(kept) == piecesLimit || b.used[lab] > labLimit {
			break
		}
		text := eventjson.Foreign(piece.Text, evidenceLimit)
		b.used[lab] += len(text)
		kept = append(kept, event.Evidence{Name: oneLine(eventjson.Foreign(piece.Name, eventjson.TextLimit)), Text: text})
	}
	if left := len(all) - len(kept); left > 0 {
		kept = append(kept, event.Evidence{Name: "…", Text: fmt.Sprintf("[… %d …]", left)})
	}
	return kept
}
