package term

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"

	"labs.local/labs/internal/i18n"
)

// ClearLine takes away the line that the cursor is on (ECMA-48: EL).
const ClearLine = "\r\x1b[2K"

// Status shows on a terminal one line that says what is being done, and for how long; elsewhere it prints each once.
type Status struct {
	streams *Streams

	mu      sync.Mutex
	text    string
	started time.Time
	meter   *meter
	// ending says that the reason is given why the program does not end yet.
	ending  bool
	stop    chan struct{}
	stopped chan struct{}
}

// NewStatus makes a status on the error output, which leaves the output to the results.
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
	s.quiet()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set(nil, s.streams.Language.Text(format, args...))
	if !s.streams.LiveErr {
		fmt.Fprintln(s.streams.Err, s.text)
		return
	}
	s.run(0)
}

// Ending is Set for why an interrupted program does not end yet: a general reason gives way to a particular one.
func (s *Status) Ending(general bool, reason i18n.Message) {
	s.mu.Lock()
	known := s.ending
	s.ending = known || !general
	s.mu.Unlock()
	if !general || !known {
		s.Set("%v", reason)
	}
}

// quiet ends the lines of a meter where the status is none of a terminal's.
func (s *Status) quiet() {
	if !s.streams.LiveErr {
		s.Clear()
	}
}

func (s *Status) set(m *meter, text string) {
	s.text, s.started, s.meter = Sanitize(text), time.Now(), m
}

// tellEvery is the time between two lines of a meter elsewhere than on a terminal.
const tellEvery = 5 * time.Second

// Measure is Set for work of so many bytes, 0 where that is unknown; count is told what is done.
func (s *Status) Measure(total int64, text i18n.Message) (count func(n int)) {
	return s.measure(&meter{total: total, over: rateOver}, text).count
}

// Track is Measure for work of which the number of bytes, 0 where it is unknown, shows while it is done.
func (s *Status) Track(text i18n.Message) (put func(done, total int64)) {
	return s.measure(&meter{over: rateOver}, text).put
}

func (s *Status) measure(m *meter, text i18n.Message) *meter {
	s.quiet()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set(m, s.streams.Language.Message(text))
	if !s.streams.LiveErr {
		fmt.Fprintln(s.streams.Err, s.text)
		m.over = tellEvery
		m.look(time.Now())
	}
	s.run(0)
	return m
}

// Busy is Set for what is mostly done before anybody looks: it shows only on a terminal, and not at once.
func (s *Status) Busy(format string, args ...any) {
	if !s.streams.LiveErr {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set(nil, s.streams.Language.Text(format, args...))
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
	if !s.streams.LiveErr {
		s.tell(stop)
		return
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

// tell prints a line every now and then.
func (s *Status) tell(stop chan struct{}) {
	ticker := time.NewTicker(tellEvery)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return
		case now := <-ticker.C:
			s.mu.Lock()
			if figures, _ := s.meter.figures(now); s.meter.begun() {
				fmt.Fprintln(s.streams.Err, s.text+": "+strings.TrimSpace(figures))
			}
			s.mu.Unlock()
		}
	}
}

func (s *Status) draw(frame rune) {
	s.mu.Lock()
	defer s.mu.Unlock()
	width := s.streams.Width()
	line := fmt.Sprintf("%c %s (%ds)", frame, s.text, int(time.Since(s.started).Seconds()))
	if s.meter != nil && s.meter.begun() {
		line = fmt.Sprintf("%c %s", frame, s.meter.fit(s.text, max(0, width-3), time.Now()))
	}
	if width > 0 {
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
	if s.streams.LiveErr {
		fmt.Fprint(s.streams.Err, ClearLine)
	}
}
