package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"labs.local/labs/internal/eventjson"
	"labs.local/labs/internal/i18n"
)

// junit makes a JUnit report: a suite for each lab, a case for each check and for all else that failed.
type junit struct{ Options }

func renderJUnit(o Options, t *Tree) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	encoder := xml.NewEncoder(&b)
	encoder.Indent("", "  ")
	err := encoder.Encode((&junit{o}).suites(t))
	b.WriteByte('\n')
	return b.Bytes(), err
}

func (j *junit) suites(t *Tree) *testsuites {
	all := &testsuites{Name: j.Course}
	var elapsed time.Duration
	labels := t.labels()
	for i, r := range t.Runs {
		elapsed += r.Elapsed
		label := ""
		if len(t.Runs) > 1 {
			label = " [" + labels[i] + "]"
		}
		for _, l := range r.Labs {
			all.add(j.suite(len(all.Suites), label, r, l))
		}
	}
	all.Time = duration(elapsed)
	return all
}

// suite makes the suite of a lab. A label tells the clusters of a matrix apart.
func (j *junit) suite(id int, label string, r *Run, l *Lab) testsuite {
	started := l.Started
	if len(l.Attempts) > 0 {
		started = l.Attempts[0].Started
	}
	s := testsuite{
		ID: id, Name: l.Lab.Metadata.Name + label, Time: duration(l.Elapsed()), Hostname: j.Host, File: j.file(l.Lab.File()),
		Timestamp: started.UTC().Format("2006-01-02T15:04:05"), // the form of Ant, without a zone
		Properties: []property{
			{"course", j.Course}, {"cluster", r.Cluster}, {"image", r.Image}, {"kubernetes", r.Version},
			{"status", string(l.Status())}, {"attempts", fmt.Sprint(len(l.Attempts))},
		},
	}
	for _, c := range j.cases(r, l, label) {
		s.add(c)
	}
	return s
}

// cases gives those of the last attempt, with what failed at earlier ones.
func (j *junit) cases(r *Run, l *Lab, label string) []testcase {
	if status := l.Status(); status == Skipped || status == NotRun {
		return []testcase{j.only(r, l, label)}
	}
	made := &cases{junit: j, lab: l, label: label, names: map[string]int{}}
	last := len(l.Attempts) - 1
	for _, s := range l.Attempts[last].Steps {
		for _, c := range s.Cases {
			made.add(s, c)
		}
	}
	for _, a := range l.Attempts[:last] {
		made.earlier(a)
	}
	var list []testcase
	for _, c := range made.list {
		list = append(list, c.testcase)
	}
	return list
}

// only is the one case of a lab that was not taken.
func (j *junit) only(r *Run, l *Lab, label string) testcase {
	c := testcase{Classname: j.class(l, nil), Name: l.Lab.Metadata.Name + label, Time: duration(0)}
	if l.NotFor != "" {
		c.Skipped = j.notTaken("notApplicable", i18n.Text("not applicable: the lab supports Kubernetes %s, but the cluster runs %s", l.Lab.Kubernetes, l.NotFor))
		return c
	}
	why := i18n.Text("not run")
	if r.Err != nil {
		why = i18n.Text("not run: %v", r.Err)
	}
	c.Error = j.notTaken("notRun", why)
	return c
}

func (j *junit) notTaken(kind string, why i18n.Message) *result {
	text := legal(j.words().Message(why))
	return &result{Message: oneLine(text), Type: kind, Text: text}
}

// class names a step as programs name classes: course.lab.step.
func (j *junit) class(l *Lab, s *Step) string {
	name := strings.ReplaceAll(oneLine(eventjson.Foreign(j.Course, eventjson.TextLimit)), ".", "_") + "." + l.Lab.Metadata.Name
	if s == nil || s.Step == nil {
		return name
	}
	return name + "." + s.Name()
}

func duration(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
