package tutorial

import (
	"regexp"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

var (
	anyHeading = regexp.MustCompile(`^ {0,3}#{1,6}(?:\s+|$)`)
	underline  = regexp.MustCompile(`^ {0,3}(?:=+|-+)[ \t]*$`)
)

// text writes the lab's text: the introduction, and a section a step.
func (i *importer) text(language, name string) string {
	var b strings.Builder
	write := func(heading string, texts []string) {
		b.WriteString(heading + "\n\n")
		for _, text := range texts {
			if text = i.paragraph(language, text); text != "" {
				b.WriteString(text + "\n\n")
			}
		}
	}
	write("# "+headingText(i.title, name), i.intro)
	for _, s := range i.steps {
		write("## "+headingText(s.title, s.name)+" {#"+s.name+"}", s.body)
	}
	if len(i.summary) > 0 {
		write("## "+headingText(i.summaryTitle, lab.Summary)+" {#"+lab.Summary+"}", i.summary)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// headingText is a heading that no other can be made of.
func headingText(text, otherwise string) string {
	text = strings.Trim(strings.NewReplacer("{", "(", "}", ")", "<", "", ">", "").Replace(oneLine(text)), "# \\")
	if text == "" {
		return otherwise
	}
	return text
}

// paragraph writes a piece of prose, in which no heading begins another step.
func (i *importer) paragraph(language, text string) string {
	if index, ok := strings.CutPrefix(text, mark); ok && len(i.manifests) > 0 {
		return i.place(language, index)
	}
	if code, ok := strings.CutPrefix(text, codeMark); ok {
		return code
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		for fenceLine.MatchString(line) {
			line = fenceLine.ReplaceAllString(line, "$2")
		}
		if underline.MatchString(line) {
			continue
		}
		if at := anyHeading.FindString(line); at != "" {
			line = "#### " + line[len(at):]
		}
		lines = append(lines, strings.TrimRight(line, " \t"))
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// place says where a manifest is, or shows it where the lab has no such file.
func (i *importer) place(language, index string) string {
	m := i.manifests[max(0, min(number(index), len(i.manifests)-1))]
	if m.applied {
		return i18n.NewPrinter(language).Text("`%s`, in the lab's folder.", m.file)
	}
	if m.text == "" {
		return ""
	}
	return fenced("yaml", m.text)
}

var backticks = regexp.MustCompile("`{3,}")

// fenced writes code between fences that are longer than any within it.
func fenced(info, text string) string {
	fence := "```"
	for _, found := range backticks.FindAllString(text, -1) {
		if len(found) >= len(fence) {
			fence = found + "`"
		}
	}
	return fence + strings.ReplaceAll(info, "`", "") + "\n" + strings.TrimRight(text, "\n") + "\n" + fence
}
