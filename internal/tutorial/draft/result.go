package draft

import (
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

// text writes the lab's text: the introduction, and a section a step.
func (d *Draft) text(language, name string) string {
	var b strings.Builder
	write := func(heading string, texts []paragraph) {
		b.WriteString(heading + "\n\n")
		for _, p := range texts {
			if text := p.markdown(language); text != "" {
				b.WriteString(text + "\n\n")
			}
		}
	}
	write("# "+headingText(d.title, name), d.intro)
	for _, s := range d.steps {
		write("## "+headingText(s.title, s.name)+" {#"+s.name+"}", s.body)
	}
	if len(d.summary) > 0 {
		write("## "+headingText(d.summaryTitle, lab.Summary)+" {#"+lab.Summary+"}", d.summary)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// headingText is a heading that no other can be made of.
func headingText(text, otherwise string) string {
	text = strings.Trim(strings.NewReplacer("{", "(", "}", ")", "<", "", ">", "").Replace(page.OneLine(text)), "# \\")
	if text == "" {
		return otherwise
	}
	return text
}

// markdown writes a paragraph. Of a manifest it says where that is, or shows it where the lab has no such file.
func (p paragraph) markdown(language string) string {
	switch m := p.manifest; {
	case p.code:
		return p.text
	case m == nil:
		return plain(p.text)
	case m.Applied:
		return i18n.NewPrinter(language).Text("`%s`, in the lab's directory.", m.File)
	case m.Text == "":
		return ""
	default:
		return fenced("yaml", m.Text)
	}
}

// Result is a lab as files.
type Result struct {
	Name string
	// Files are those of the lab's folder, by name: lab.yaml, en.md or zh.md, manifests.
	Files map[string][]byte
	// Images are the Dockerfiles of images/, by the folder's name.
	Images map[string][]byte
	// Notes say what was left out, and why.
	Notes []i18n.Message
	// Steps, Operations and Checks count what the lab has.
	Steps, Operations, Checks int
}

const maxSteps = 200

// Result puts the files of the lab together. The name is the one asked for, or
// "" for one made of the title or of the tutorial's file. No step, or too many,
// are an error.
func (d *Draft) Result(name, file string) (*Result, error) {
	if len(d.steps) == 0 {
		return nil, i18n.Errorf("found no commands in its code blocks\nhint: put commands in blocks such as ```shell, or after a prompt such as $")
	}
	if len(d.steps) > maxSteps {
		return nil, i18n.Errorf("too many steps: %d; the limit is %d\nhint: split the tutorial into several files", len(d.steps), maxSteps)
	}
	r := &Result{Name: d.name(name, file), Files: map[string][]byte{}, Images: d.images, Notes: d.notes, Steps: len(d.steps)}
	for image, dockerfile := range r.Images {
		r.Images[image] = []byte(verbatim(string(dockerfile)))
	}
	for _, m := range d.page.Files.All {
		if m.Applied {
			r.Files[m.File] = []byte(escape(d.manifest(m)))
		}
	}
	for _, s := range d.steps {
		r.Operations += len(s.operations)
		r.Checks += len(s.checks)
	}
	language := lab.Languages[0]
	if d.page.Chinese() {
		language = "zh"
	}
	r.Files[language+".md"] = []byte(verbatim(d.text(language, r.Name)))
	definition, err := d.lab(r.Name, language)
	r.Files["lab.yaml"] = definition
	return r, err
}
