package lint

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// sizeLimit is the size, in bytes, from which a file is not taken for a text.
const sizeLimit = 1 << 20

// course is a course with its text files at hand.
type course struct {
	*lab.Course
	files []*file
}

// file is a text file of a course.
type file struct {
	name, text string
	// lab is the one whose folder the file lies in, nil elsewhere; language is set where it is that lab's text.
	lab      *lab.Lab
	language string

	// parts cuts the text at its headings; code gives its code, and prose what is
	// read of it, without code and without where links lead.
	parts       func() []part
	code, prose func() []span
}

// with gives the file with another text, which is read once.
func (f file) with(text string) *file {
	f.text = text
	f.parts = sync.OnceValue(func() []part { return cut(text) })
	f.code, f.prose = sync.OnceValue(f.readCode), sync.OnceValue(f.readProse)
	return &f
}

// read takes in the text files, in the order of their names.
func read(from *lab.Course) (*course, error) {
	c := &course{Course: from}
	for _, folder := range []string{"images", "labs", "manifests"} {
		err := fs.WalkDir(from.Files, folder, c.visit)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, i18n.Errorf("read the course: %w", err)
		}
	}
	return c, nil
}

func (c *course) visit(name string, entry fs.DirEntry, err error) error {
	if err != nil || !entry.Type().IsRegular() {
		return err
	}
	if info, err := entry.Info(); err != nil || info.Size() > sizeLimit {
		return err
	}
	data, err := fs.ReadFile(c.Files, name)
	if err != nil || !isText(name, data) {
		return err
	}
	f := file{name: name, lab: c.in(path.Dir(name))}
	if language := strings.TrimSuffix(path.Base(name), ".md"); f.lab != nil && slices.Contains(f.lab.InLanguages(), language) {
		f.language = language
	}
	c.files = append(c.files, f.with(string(data)))
	return nil
}

func isText(name string, data []byte) bool {
	if slices.Contains([]string{".md", ".yaml", ".yml", ".json", ".sh", ".txt"}, path.Ext(name)) {
		return true
	}
	return utf8.Valid(data) && !bytes.ContainsRune(data, 0)
}

// in gives the lab of a folder, or nil.
func (c *course) in(folder string) *lab.Lab {
	for _, l := range c.Labs {
		if l.Dir == folder {
			return l
		}
	}
	return nil
}

// file gives the text file of that name, or nil.
func (c *course) file(name string) *file {
	for _, f := range c.files {
		if f.name == name {
			return f
		}
	}
	return nil
}

// exists says whether the course has a file or folder of that name.
func (c *course) exists(name string) bool {
	_, err := fs.Stat(c.Files, name)
	return err == nil
}

// markdown says whether the file is Markdown.
func (f *file) markdown() bool { return path.Ext(f.name) == ".md" }

// yaml says whether the file is YAML.
func (f *file) yaml() bool { return path.Ext(f.name) == ".yaml" || path.Ext(f.name) == ".yml" }

// at makes a problem at an offset of the file.
func (f *file) at(offset int, message i18n.Message) lab.Problem {
	before := f.text[:min(max(offset, 0), len(f.text))]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return lab.Problem{File: f.name, Line: strings.Count(before, "\n") + 1, Column: utf8.RuneCountInString(line) + 1, Message: message}
}

// step gives the path of a step in lab.yaml, or of something below it.
func step(index int, below ...string) []string {
	return append([]string{"steps", strconv.Itoa(index)}, below...)
}

// operation is one of a lab, with its path in lab.yaml.
type operation struct {
	*lab.Operation
	step int
	at   []string
}

// operations gives those of a lab in the order in which they run, with the solutions.
func operations(l *lab.Lab) []operation {
	var all []operation
	for i := range l.Steps {
		s := &l.Steps[i]
		for j := range s.Operations {
			all = append(all, operation{&s.Operations[j], i, step(i, "operations", strconv.Itoa(j))})
		}
		for j := range s.Solution {
			all = append(all, operation{&s.Solution[j], i, step(i, "solution", strconv.Itoa(j))})
		}
	}
	return all
}

// manifest gives the file of the manifest that an operation applies, or nil.
func (c *course) manifest(l *lab.Lab, o operation) *file {
	files, _ := c.FilesOf(l, o.Operation)
	return c.file(files[o.Facts().Manifest])
}
