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

// markdown writes a paragraph. Of a manifest it says where that is, or shows it
// where the lab has no such file.
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
