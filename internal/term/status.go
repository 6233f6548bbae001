package term

import (
	"fmt"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"
)

// ClearLine takes away the line that the cursor is on (ECMA-48: EL).
const ClearLine = "\r\x1b[2K"

// Status shows one line that says what is being done, with a spinner and the
// time it takes, on a terminal; elsewhere it prints each new line once.
type Status struct {
	streams *Streams

	mu      sync.Mutex
	text    string
	started time.Time
	stop    chan struct{}
	stopped chan struct{}
}

// NewStatus makes a status on the error output, which leaves the output to
// the results.
func NewStatus(s *Streams) *Status {
	return &Status{streams: s}
}

const (
	frames     = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
	frameEvery = 100 * time.Millisecond
	busyAfter  = 300 * time.Millisecond
)

// Set says what is being done from now on, in the reader's language.
func (s *Status) Set(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text, s.started = Sanitize(s.streams.Language.Text(format, args...)), time.Now()
	if !s.streams.LiveErr {
		fmt.Fprintln(s.streams.Err, s.text)
		return
	}
	s.run(0)
}

// Busy is Set for what is mostly done before anybody looks: it shows only on
// a terminal, and not at once.
func (s *Status) Busy(format string, args ...any) {
	if !s.streams.LiveErr {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text, s.started = Sanitize(s.streams.Language.Text(format, args...)), time.Now()
	s.run(busyAfter)
}

func (s *Status) run(after time.Duration) {
	if s.stop == nil {
		s.stop, s.stopped = make(chan struct{}), make(chan struct{})
		go s.spin(after, s.stop, s.stopped)
	}
}

func (s *Status) spin(after time.Duration, stop, stopped chan struct{}) {
	defer close(stopped)
	if after > 0 {
		select {
		case <-stop:
			return
		case <-time.After(after):
		}
	}
	ticker := time.NewTicker(frameEvery)
	defer ticker.Stop()
	for i := 0; ; i++ {
		s.draw([]rune(frames)[i%len([]rune(frames))])
		select {
		case <-stop:
			return
		case <-ticker.C:
		}
	}
}

func (s *Status) draw(frame rune) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := fmt.Sprintf("%c %s (%ds)", frame, s.text, int(time.Since(s.started).Seconds()))
	if width := s.streams.Width(); width > 0 {
		line = runewidth.Truncate(line, width-1, "…")
	}
	fmt.Fprint(s.streams.Err, ClearLine+line)
}

// Clear removes the line, so that something else can be printed.
func (s *Status) Clear() {
	s.mu.Lock()
	stop, stopped := s.stop, s.stopped
	s.stop = nil
	s.mu.Unlock()
	if stop == nil {
		return
	}
	close(stop)
	<-stopped
	fmt.Fprint(s.streams.Err, ClearLine)
}
