package console

import (
	"cmp"
	"fmt"
	"strings"
	"sync"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/term"
)

// Matrix prints how the labs ended on each of several node images.
type Matrix struct {
	screen
	labs []*lab.Lab

	mu      sync.Mutex
	columns []matrixColumn
}

// matrixColumn is one image: its Kubernetes version or what kept it from being used, and a sign for each lab.
type matrixColumn struct {
	image string
	state i18n.Message
	signs map[string]string
}

// NewMatrix makes the table of some labs.
func NewMatrix(s *term.Streams, labs []*lab.Lab) *Matrix {
	return &Matrix{screen: newScreen(s, nil), labs: labs}
}

// Sink takes the events of the runs, one after the other.
func (m *Matrix) Sink(e event.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sign := func(of *lab.Lab, sign string) { m.columns[len(m.columns)-1].signs[of.Metadata.Name] = sign }
	switch e := e.(type) {
	case event.RunStarted:
		m.columns = append(m.columns, matrixColumn{e.Image, i18n.Foreign(e.Version), map[string]string{}})
	case event.RunFailed:
		// Of an image that was used, though not to the end, the labs that were not run have no sign.
		if last := len(m.columns) - 1; last < 0 || m.columns[last].image != e.Image {
			m.columns = append(m.columns, matrixColumn{e.Image, i18n.Text("not run"), nil})
		}
	case event.LabSkipped:
		sign(e.Lab, "-")
	case event.LabFinished:
		sign(e.Lab, m.sign(e))
	}
}

func (m *Matrix) sign(e event.LabFinished) string {
	if e.Err == nil && e.Attempt > 1 {
		return "~"
	}
	return m.mark(e.Err)
}

// Finish prints the table: a line for each image, and then one for each lab.
func (m *Matrix) Finish() {
	m.mu.Lock()
	defer m.mu.Unlock()
	var text strings.Builder
	for i, c := range m.columns {
		fmt.Fprintf(&text, "%s %c  %s (%s)\n", strings.Repeat("  ", i), 'A'+i%26, term.Sanitize(c.image), m.Language.Message(c.state))
	}
	for _, l := range m.labs {
		for _, c := range m.columns {
			text.WriteString(" " + cmp.Or(c.signs[l.Metadata.Name], "?"))
		}
		fmt.Fprintf(&text, "  %s\n", l.Metadata.Name)
	}
	fmt.Fprint(m.Out, text.String())
	fmt.Fprintln(m.Out, m.dim(m.Language.Text("✓ passed, ✗ failed, ~ flaky, - not applicable, ? not run")))
}
