// Package draft makes a lab of what a tutorial is found to do: steps with their
// operations and checks, what a person has to decide, and the prose in its
// places. It writes the lab as files.
package draft

import (
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

// Draft is a lab that is being made.
type Draft struct {
	page    *page.Page
	printer *i18n.Printer
	title   string
	intro   []paragraph
	summary []paragraph
	// summaryTitle is the heading of what a reader gets at the end.
	summaryTitle string
	notes        []i18n.Message
	images       map[string][]byte
	steps        []*Step
	// foreign says that an image comes from a registry.
	foreign bool

	// section is what the newest heading began.
	section section
	// pause is how long the newest prose says to wait.
	pause time.Duration
	// pending is prose that no step has yet.
	pending []paragraph
	// current is the step that is being made, last the one with the newest command, for the output that may follow.
	current, last *Step
}

// New begins a draft of a page; the printer gives the language of what is left to do.
func New(p *page.Page, printer *i18n.Printer) *Draft {
	return &Draft{page: p, printer: printer, title: p.Title, images: map[string][]byte{}}
}

// Note notes what was left out.
func (d *Draft) Note(note i18n.Message) { d.notes = append(d.notes, note) }

// ForeignImage says what to do about an image that no folder of the course is; "" is no image.
func (d *Draft) ForeignImage(name string) i18n.Message {
	if name == "" {
		return i18n.Message{}
	}
	d.foreign = true
	return i18n.Text("image %s comes from a registry; where no registry is reachable, use an image that the course builds, for example %s", name, image.Reference("toolbox"))
}

// AddImage has the lab build an image of a Dockerfile; where that is "", a
// person has to write it. One that is there stays.
func (d *Draft) AddImage(name, dockerfile string) {
	if d.images[name] != nil {
		return
	}
	if dockerfile == "" {
		dockerfile = d.comment(i18n.Text("write the Dockerfile here; put the files it copies in the same directory")) + "\nFROM scratch\n"
	}
	d.images[name] = []byte(dockerfile)
}

// Finish gives every step a check, and what is left of the prose a place.
func (d *Draft) Finish() {
	d.current = nil
	d.section.used = d.section.used || len(d.pending) == 0
	d.settle(0)
	for _, s := range d.steps {
		if len(s.checks) == 0 {
			s.check(succeeds(), i18n.Text("the tutorial shows no output here: write what must be true, with line, match, tree or object"))
		}
		s.markPreconditions()
	}
}

// succeeds is the check that the command ends well.
func succeeds() lab.Check {
	zero := 0
	return lab.Check{ExitCode: &zero}
}

// Builds says whether the lab has such an image.
func (d *Draft) Builds(name string) bool { return d.images[name] != nil }
