package pull

import (
	"strings"

	"labs.local/labs/internal/i18n"
)

// shown is what the status shows of a pull.
type shown struct {
	layers
	status    Status
	reference string

	text i18n.Message
	put  func(done, total int64)
}

// show brings the status up to date.
func (s *shown) show() {
	name, _, _ := strings.Cut(s.reference, "@") // a digest is nothing to read
	text := i18n.Text("Pulling %s", name)
	switch {
	case s.unpacks:
		text = i18n.Text("Unpacking %s", name)
	case s.stage() == brokenOff:
		text = i18n.Text("Pulling %s: connection lost; the engine is retrying", name)
	}
	if s.put == nil || text.Format != s.text.Format {
		s.text, s.put = text, s.status.Track(text)
	}
	s.put(s.sum())
}

// Silent is a Status that says nothing.
type Silent struct{}

// Set does nothing.
func (Silent) Set(string, ...any) {}

// Track does nothing.
func (Silent) Track(i18n.Message) func(done, total int64) { return func(int64, int64) {} }
