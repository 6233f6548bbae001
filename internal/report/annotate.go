package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/eventjson"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// annotationsLimit is how many annotations of a lab are written: GitHub shows ten of a kind for a step of a job.
const annotationsLimit = 10

// Annotations writes a line for each fault, by which GitHub Actions shows it at its
// position in the repository: when its step is over, or, where the lab may be tried
// again, when that is. It takes events one at a time, as Reports.Also gives them.
func Annotations(out io.Writer, o Options) event.Sink {
	a := &annotations{Options: o, last: map[*lab.Lab]bool{}, written: map[*Attempt]int{}}
	return func(e event.Event) {
		a.collect.take(e)
		_, _ = io.WriteString(out, a.answer(e))
	}
}

// answer is what an event makes GitHub be told: to stop looking for commands while labs print what is not ours, and to
// look again for those that are (GitHub Actions, workflow commands, "Stopping and starting workflow commands").
func (a *annotations) answer(e event.Event) string {
	stop, look := "", ""
	if a.Token != "" {
		stop, look = "::stop-commands::"+a.Token+"\n", "::"+a.Token+"::\n"
	}
	switch e := e.(type) {
	case event.RunStarted:
		return stop
	case event.RunFinished:
		return look
	case event.RunFailed:
		return fmt.Sprintf("::error title=%s::%s\n", escapeProperty(oneLine(eventjson.Foreign(cmp.Or(e.Image, e.Cluster), eventjson.TextLimit))), escapeData(a.words().Error(e.Err)))
	}
	if lines := a.more(e); lines != "" {
		return look + lines + stop
	}
	return ""
}

// more gives the lines of what is known since the last ones of a lab, and will not be otherwise.
func (a *annotations) more(e event.Event) string {
	switch e := e.(type) {
	case event.LabStarted:
		a.last[e.Lab] = e.Last
	case event.LabPrepared:
		if a.last[e.Lab] {
			return a.lines(a.collect.lab(e.Lab))
		}
	case event.StepFinished:
		if a.last[e.Lab] {
			return a.lines(a.collect.lab(e.Lab))
		}
	case event.LabFinished:
		if !e.Retried {
			return a.lines(a.collect.lab(e.Lab))
		}
	}
	return ""
}

type annotations struct {
	Options
	collect collector
	// last are the labs at their last attempt, written how many lines of an attempt are.
	last    map[*lab.Lab]bool
	written map[*Attempt]int
}

// lines are those of a lab that are not written yet: errors, or, where it passed in the end, warnings.
func (a *annotations) lines(l *Lab) string {
	var lines []string
	shown, level := l.Attempts[len(l.Attempts)-1:], "error"
	if l.Status() == Flaky {
		shown, level = l.Attempts[:len(l.Attempts)-1], "warning"
	}
	for _, attempt := range shown {
		attempt.causes(func(s *Step, c *Case) { lines = append(lines, a.line(level, l, s, c)) })
	}
	lines = lines[:min(len(lines), annotationsLimit)]
	fresh := lines[min(len(lines), a.written[l.last()]):]
	a.written[l.last()] = len(lines)
	return strings.Join(fresh, "")
}

func (a *annotations) line(level string, l *Lab, s *Step, c *Case) string {
	properties := []string{"file=" + escapeProperty(a.file(l.Lab.File()))}
	if c.Position.Line > 0 {
		properties = append(properties, fmt.Sprintf("line=%d,col=%d", c.Position.Line, c.Position.Column))
	}
	return fmt.Sprintf("::%s %s,title=%s::%s\n", level, strings.Join(properties, ","),
		escapeProperty(oneLine(a.title(l, s, c))), escapeData(eventjson.Foreign(a.words().Message(c.Statement)+"\n"+a.details(l, c), eventjson.TextLimit)))
}

func (a *annotations) title(l *Lab, s *Step, c *Case) string {
	name := l.Lab.Metadata.Name
	if s.Step != nil {
		name += "/" + s.Name()
	}
	if l.Status() == Flaky {
		return a.words().Message(i18n.Text("flaky: %s", name))
	}
	return name
}

// escapeData and escapeProperty escape what a workflow command is made of, as GitHub's runner reads it.
func escapeData(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

func escapeProperty(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapeData(text))
}
