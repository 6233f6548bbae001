// Package report turns the events of a run into reports for programs: JUnit, JSON, Markdown and annotations.
package report

import (
	"errors"
	"io"
	"sync"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/eventjson"
	"labs.local/labs/internal/i18n"
)

// Options hold for all reports of a run.
type Options struct {
	// Course is the course's name, Host the machine's.
	Course, Host string
	// File gives the path by which a reader finds a file of the course; nil leaves it as it is in the course.
	File func(file string) string
	// Language is the reader's; nil is English. JSON is English always.
	Language *i18n.Printer
	// Out is what a report goes to whose file is "-".
	Out io.Writer
	// Token keeps GitHub Actions from obeying what is printed besides annotations; it may be "".
	Token string
	// Append names a file that is added to, and not replaced; it may be "".
	Append string
}

func (o *Options) words() eventjson.Words { return eventjson.Words{Language: o.Language} }

func (o *Options) file(name string) string {
	if o.File == nil {
		return name
	}
	return o.File(name)
}

type report interface {
	take(event.Event)
	// once says that it can be written only once, since it goes where nothing is replaced.
	once() bool
	// write writes down what the run gave so far.
	write(*Tree) error
	close() error
}

// document is a report that is written as a whole.
type document struct {
	Options
	target *target
	render func(Options, *Tree) ([]byte, error)
}

func (d *document) take(event.Event) {}

func (d *document) once() bool { return !d.target.replaceable() }

func (d *document) write(t *Tree) error {
	data, err := d.render(d.Options, t)
	if err != nil {
		return err
	}
	return d.target.write(data)
}

func (d *document) close() error { return nil }

// Reports writes the reports of one run.
type Reports struct {
	mu      sync.Mutex
	bounds  bounds
	collect collector
	open    []*opened
	also    []event.Sink
	out     bool
	closed  bool
	saved   saved
	// fault is what kept a report from being written that is written once.
	fault error
}

// opened is a report; done says that nothing more may be written to it.
type opened struct {
	report
	done bool
}

// Open begins the reports of specifications such as "junit=report.xml", or says which cannot be had.
func Open(specifications []string, o Options) (*Reports, error) {
	r := &Reports{bounds: bounds{used: map[string]int{}}}
	specs, err := parse(specifications, o)
	if err != nil {
		return nil, err
	}
	for _, s := range specs {
		made, err := s.format.open(s.target, o)
		if err != nil {
			return nil, errors.Join(i18n.Errorf("--report %s: %w", s.text, err), r.Close())
		}
		r.open = append(r.open, &opened{report: made})
		r.out = r.out || s.target.out != nil
	}
	return r, nil
}

// TakesOut says whether a report goes to Options.Out, which then has to hold nothing else.
func (r *Reports) TakesOut() bool { return r.out }

// Also sends all events to another sink too, one at a time and within bounds.
func (r *Reports) Also(sink event.Sink) { r.also = append(r.also, sink) }

// Any says whether anything reads the events.
func (r *Reports) Any() bool { return len(r.open)+len(r.also) > 0 }

// Sink takes the events of the run.
func (r *Reports) Sink(e event.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e = r.bounds.apply(e)
	r.collect.take(e)
	for _, opened := range r.open {
		opened.take(e)
	}
	for _, sink := range r.also {
		sink(e)
	}
	if changesReport(e) {
		r.progress()
	}
}

// Close writes the reports, whether the run came to its end or not.
func (r *Reports) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil
	}
	r.closed = true
	r.saved.stop()
	faults := []error{r.fault, r.write(func(*opened) bool { return true })}
	for _, o := range r.open {
		faults = append(faults, o.close())
	}
	return errors.Join(faults...)
}
