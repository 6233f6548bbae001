package lab

import (
	"errors"
	"io/fs"
	"path"

	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"labs.local/labs/internal/i18n"
)

// Languages are those that every lab is written in; the first is the one that others fall back to.
var Languages = []string{"en", "zh"}

// Load reads a course: every folder of labs/ that holds a lab.yaml, in the
// order of their names. The error of an invalid course is an *InvalidError.
func Load(files fs.FS) (*Course, error) { return load(files, nil) }

func load(files fs.FS, origins *origins) (*Course, error) {
	schema, err := compiledSchema()
	if err != nil {
		return nil, err
	}
	files = guarded{files}
	paths, problems := labFiles(files)
	if len(paths) == 0 && len(problems) == 0 {
		problems = []Problem{{File: "labs", Message: i18n.Text("no labs found: a course has its labs in directories such as labs/01-name, each with a lab.yaml")}}
	}
	course := &Course{Files: files, origins: origins}
	for _, file := range paths {
		d := &document{file: file, origins: origins}
		problems = append(problems, d.load(files, schema)...)
		if d.lab != nil {
			course.Labs = append(course.Labs, d.lab)
		}
	}
	problems = append(problems, duplicateNames(course)...)
	for i, p := range problems {
		problems[i] = origins.of(p)
	}
	return course, invalid(problems)
}

// labFiles gives the lab files of a course in order.
func labFiles(files fs.FS) (paths []string, problems []Problem) {
	folders, err := fs.ReadDir(files, "labs")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, []Problem{unreadable("labs", err)}
	}
	for _, folder := range folders {
		if folder.Type().IsRegular() {
			continue
		}
		file := path.Join("labs", folder.Name(), "lab.yaml")
		_, err := fs.Lstat(files, file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			problems = append(problems, unreadable(path.Dir(file), err))
		case len(paths) == maxLabs:
			return nil, []Problem{{File: file, Message: i18n.Text("a course has at most %d labs", maxLabs)}}
		default:
			paths = append(paths, file)
		}
	}
	return paths, problems
}

// load reads the lab file, and where its form is right what belongs to it.
func (d *document) load(files fs.FS, schema *validator.Schema) []Problem {
	data, err := read(files, d.file)
	if err != nil {
		return []Problem{unreadable(d.file, err)}
	}
	if faults := d.parse(data, schema); len(faults) > 0 {
		return faults
	}
	return d.complete(files)
}

// complete reads the lab's texts and verifies what no schema can say.
func (d *document) complete(files fs.FS) []Problem {
	d.lab.Dir = path.Dir(d.file)
	problems := d.verify(files)
	d.lab.Texts = map[string]*Text{}
	for _, language := range d.lab.InLanguages() {
		file := path.Join(d.lab.Dir, language+".md")
		source, err := read(files, file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			problems = append(problems, Problem{File: file, Message: i18n.Text("missing: the lab needs a text in each of these languages: %v", d.lab.InLanguages())})
			continue
		case err != nil:
			problems = append(problems, unreadable(file, err))
			continue
		}
		text, faults := parseText(file, source)
		d.lab.Texts[language] = text
		if len(faults) == 0 {
			faults = d.verifyText(file, text)
		}
		problems = append(problems, faults...)
	}
	return problems
}

func duplicateNames(course *Course) []Problem {
	var problems []Problem
	seen := map[string]string{}
	for _, l := range course.Labs {
		if first, ok := seen[l.Metadata.Name]; ok {
			problems = append(problems, Problem{File: l.File(), Field: "metadata.name",
				Message: i18n.Text("name %q is already used by %s", l.Metadata.Name, first)})
		}
		seen[l.Metadata.Name] = l.Dir
	}
	return problems
}

// Manifest reads a manifest that a lab applies: from the lab's own folder, or else from manifests/.
func (c *Course) Manifest(l *Lab, name string) ([]byte, error) {
	data, _, err := readManifest(c.Files, l.Dir, name)
	return data, err
}

// readManifest gives the manifest and the file that it was found in.
func readManifest(files fs.FS, dir, name string) (data []byte, file string, err error) {
	if err := local(name); err != nil {
		return nil, "", err
	}
	for _, file = range []string{path.Join(dir, name), path.Join("manifests", name)} {
		data, err = fs.ReadFile(files, file)
		if !errors.Is(err, fs.ErrNotExist) {
			return data, file, err
		}
	}
	return nil, file, err
}
