package event

import (
	"cmp"
	"context"
	"io"
	"maps"
	"slices"
	"sync"
)

// Entry is an event with its number in a log, from 1.
type Entry struct {
	Number uint64
	Event  Event
}

// Missed stands for entries that a reader of a log came too late for.
type Missed struct{ From, To uint64 }

func (Missed) event() {}

// What a log keeps: so many entries, with outputs of so many bytes.
const (
	mostEntries = 1000
	mostBytes   = 16 << 20
)

// Log keeps the newest events of a lesson, so that readers can begin at any moment, be slow, and leave: whoever adds an
// event waits for none of them. What it drops is no loss to the state of a lesson: a reader that comes too late for
// some entries is given the latest of each kind that still holds (as a compacted log of Kafka's does).
type Log struct {
	mu      sync.Mutex
	entries []Entry
	bytes   int
	last    uint64
	closed  bool
	more    chan struct{}
	state   state
}

// NewLog makes an empty log.
func NewLog() *Log { return &Log{more: make(chan struct{}), state: state{}} }

// Add appends an event, and gives its number.
func (l *Log) Add(e Event) uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	entry := Entry{l.last, e}
	l.entries, l.bytes = append(l.entries, entry), l.bytes+size(e)
	l.state.note(entry)
	for len(l.entries) > mostEntries || l.bytes > mostBytes && len(l.entries) > 1 {
		l.bytes -= size(l.entries[0].Event)
		l.entries[0].Event = nil // which the slice would keep
		l.entries = l.entries[1:]
	}
	l.wake()
	return l.last
}

// Close says that no other event comes.
func (l *Log) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.wake()
}

func (l *Log) wake() {
	close(l.more)
	l.more = make(chan struct{})
}

// Read gives the entries after a number, and waits for the next one where there is none; 0 is for a reader that begins.
// The error is io.EOF after the last one of a log that is closed, or the context's.
func (l *Log) Read(ctx context.Context, after uint64) ([]Entry, error) {
	for {
		entries, more := l.after(after)
		if len(entries) > 0 {
			return entries, nil
		}
		if more == nil {
			return nil, io.EOF
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-more:
		}
	}
}

// after gives what there is now, and else what says that there is more; nil where nothing will come.
func (l *Log) after(number uint64) ([]Entry, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch first := l.last - uint64(len(l.entries)) + 1; {
	case number+1 < first:
		missed := Entry{first - 1, Missed{number + 1, first - 1}}
		return append(append([]Entry{missed}, l.state.before(first)...), l.entries...), nil
	case number < l.last:
		return slices.Clone(l.entries[number+1-first:]), nil
	case l.closed:
		return nil, nil
	}
	return nil, l.more
}

// size is how much the outputs in an event take, in bytes.
func size(e Event) int {
	switch e := e.(type) {
	case OperationFinished:
		return len(e.Output)
	case StepFinished:
		sum := 0
		for _, piece := range e.Evidence {
			sum += len(piece.Text)
		}
		return sum
	}
	return 0
}

// state has the latest entry of each kind that says how a lesson is now.
type state map[string]Entry

func (s state) note(entry Entry) {
	switch entry.Event.(type) {
	case LessonShown, CourseFinished:
		maps.DeleteFunc(s, func(kind string, _ Entry) bool { return kind != "progress" })
		s["lesson"] = entry
	case CommandsShown:
		s["commands"] = entry
	case TaskGraded:
		s["task"] = entry
	case ConfirmationAsked:
		s["confirmation"] = entry
	case ActionsOffered:
		s["actions"] = entry
	case ActionTaken:
		delete(s, "confirmation")
		delete(s, "actions")
	case ProgressChanged:
		s["progress"] = entry
	case ClusterLost:
		s["cluster"] = entry
	}
}

// before gives those with a lower number, in order.
func (s state) before(number uint64) []Entry {
	var held []Entry
	for _, entry := range s {
		if entry.Number < number {
			held = append(held, entry)
		}
	}
	slices.SortFunc(held, func(a, b Entry) int { return cmp.Compare(a.Number, b.Number) })
	return held
}
