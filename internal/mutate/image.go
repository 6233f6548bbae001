package mutate

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/lab"
)

// images derives mutants of the images that the lab builds. Each has a name
// of its own, so that the right one stays what it is.
func (d *deriver) images() error {
	for i, o := range d.lab.Operations() {
		if o.Build == "" {
			continue
		}
		if err := d.image(i, o.Build); err != nil {
			return i18n.Errorf("image %q: %w", o.Build, err)
		}
	}
	return nil
}

func (d *deriver) image(step int, name string) error {
	folder := path.Join("images", name)
	entries, err := fs.ReadDir(d.course.Files, folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		file := path.Join(folder, entry.Name())
		text, err := fs.ReadFile(d.course.Files, file)
		if err != nil {
			return err
		}
		for _, v := range wrongFile(file, string(text)) {
			if err := d.built(step, name, file, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// start is the instruction of a Dockerfile that says what runs.
var start = regexp.MustCompile(`(?m)^(ENTRYPOINT|CMD) .*$`)

// user is the instruction that says as whom.
var user = regexp.MustCompile(`(?m)^USER .*\n`)

// wrongFile gives a file of an image with each fault that it can have: what
// runs does nothing, or listens at another port.
func wrongFile(file, text string) (found []variant) {
	add := func(name, changed string) {
		found = append(found, variant{file + ": " + name, string(diff.Diff(file, []byte(text), file+" (mutant)", []byte(changed))), []byte(changed)})
	}
	switch path.Base(file) {
	case "base.Dockerfile":
	case "Dockerfile":
		for _, at := range start.FindAllStringIndex(text, -1) {
			instruction, _, _ := strings.Cut(text[at[0]:at[1]], " ")
			add(instruction+" sleeps", text[:at[0]]+`ENTRYPOINT ["sleep", "999999"]`+text[at[1]:])
		}
		for _, at := range user.FindAllStringIndex(text, -1) {
			add(strings.TrimSpace(text[at[0]:at[1]])+" taken out", text[:at[0]]+text[at[1]:])
		}
	default:
		code := comment.ReplaceAllString(text, "")
		for _, wrong := range append(ports(code), texts(code)...) {
			add(wrong.name, wrong.value)
		}
	}
	return found
}

// comment is a line that a shell skips; the first one says which shell.
var comment = regexp.MustCompile(`(?m)^# .*\n`)

// built adds a mutant whose image is another one.
func (d *deriver) built(step int, name, file string, v variant) error {
	hash := sha256.Sum256([]byte(v.name))
	mutated := name + "-mutant-" + hex.EncodeToString(hash[:4])
	files := map[string][]byte{file: v.text}
	for _, f := range d.applied() {
		text, err := fs.ReadFile(d.course.Files, f.path)
		if err != nil {
			return err
		}
		files[f.path] = []byte(strings.ReplaceAll(string(text), image.Reference(name), image.Reference(mutated)))
	}
	course, over := replace(d.course, files)
	over.alias, over.folder = path.Join("images", mutated), path.Join("images", name)
	l, err := renamed(d.lab, name, mutated)
	if err != nil {
		return err
	}
	d.mutants = append(d.mutants, Mutant{Name: v.name, Lab: l, Course: course, Step: step, Diff: v.diff, Image: mutated})
	return nil
}

// renamed gives a lab that builds, loads and expects another image.
func renamed(l *lab.Lab, from, to string) (*lab.Lab, error) {
	copied, err := clone(l, image.Reference(from), image.Reference(to))
	if err != nil {
		return nil, err
	}
	for _, o := range copied.Operations() {
		for _, field := range []*string{&o.Build, &o.Load} {
			if *field == from {
				*field = to
			}
		}
	}
	return copied, nil
}
