package lab

import (
	"errors"
	"io/fs"
	"path"

	"labs.local/labs/internal/i18n"
)

// Languages are those that every lab is written in; the first is the one
// that others fall back to.
var Languages = []string{"en", "zh"}

// Load reads a course: every folder of labs/ that holds a lab.yaml, in the
// order of their names. The error of an invalid course is an *InvalidError.
func Load(files fs.FS) (*Course, error) {
	schema, err := compileSchema()
	if err != nil {
		return nil, err
	}
	paths, err := fs.Glob(files, "labs/*/lab.yaml")
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, invalid([]Problem{{File: "labs", Message: i18n.Text("no lab found: a course has its labs in folders such as labs/01-name, each with a lab.yaml")}})
	}
	course := &Course{Files: files}
	var problems []Problem
	for _, file := range paths {
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		d, faults := parse(file, data, schema)
		if len(faults) == 0 {
			faults = d.complete(files)
			course.Labs = append(course.Labs, d.lab)
		}
		problems = append(problems, faults...)
	}
	return course, invalid(append(problems, duplicateNames(course)...))
}

// complete reads the lab's texts and verifies what no schema can say.
func (d *document) complete(files fs.FS) []Problem {
	d.lab.Dir = path.Dir(d.file)
	problems := d.verify(files)
	d.lab.Texts = map[string]*Text{}
	for _, language := range d.lab.Written() {
		file := path.Join(d.lab.Dir, language+".md")
		source, err := fs.ReadFile(files, file)
		if err != nil {
			problems = append(problems, Problem{File: file, Message: i18n.Text("missing: the lab is written in every language of %v", d.lab.Written())})
			continue
		}
		text, faults := parseText(file, source)
		d.lab.Texts[language] = text
		problems = append(append(problems, faults...), d.verifyText(file, text)...)
	}
	return problems
}

func duplicateNames(course *Course) []Problem {
	var problems []Problem
	seen := map[string]string{}
	for _, l := range course.Labs {
		if first, ok := seen[l.Metadata.Name]; ok {
			problems = append(problems, Problem{File: l.File(), Field: "metadata.name",
				Message: i18n.Text("%q is the name of %s already", l.Metadata.Name, first)})
		}
		seen[l.Metadata.Name] = l.Dir
	}
	return problems
}

// Manifest reads a manifest that a lab applies: from the lab's own folder,
// or else from manifests/.
func (c *Course) Manifest(l *Lab, name string) ([]byte, error) {
	data, _, err := readManifest(c.Files, l.Dir, name)
	return data, err
}

// readManifest gives the manifest and the file that it was found in.
func readManifest(files fs.FS, dir, name string) (data []byte, file string, err error) {
	for _, file = range []string{path.Join(dir, name), path.Join("manifests", name)} {
		data, err = fs.ReadFile(files, file)
		if !errors.Is(err, fs.ErrNotExist) {
			return data, file, err
		}
	}
	return nil, file, err
}
