package lint

import (
	"path"
	"regexp"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

const bom = "\uFEFF"

func byteOrderMark(_ *course, f *file) []edit {
	if !strings.HasPrefix(f.text, bom) {
		return nil
	}
	return []edit{{to: len(bom), message: i18n.Text("the file starts with a byte order mark (BOM)")}}
}

var carriageReturns = regexp.MustCompile(`\r+\n`)

func crlf(_ *course, f *file) []edit {
	var edits []edit
	for _, at := range carriageReturns.FindAllStringIndex(f.text, -1) {
		edits = append(edits, edit{from: at[0], to: at[1], with: "\n"})
	}
	if edits != nil {
		edits[0].message = i18n.Text("lines that end in CR LF instead of LF: %d", len(edits))
	}
	return edits
}

// finalNewline demands one at the end; in Markdown only one.
func finalNewline(_ *course, f *file) []edit {
	end := len(f.text)
	body := len(strings.TrimRight(f.text, "\r\n"))
	switch {
	case end == 0:
		return nil
	case f.text[end-1] != '\n':
		return []edit{{from: end, to: end, with: "\n", message: i18n.Text("no newline at the end of the file")}}
	case f.markdown() && strings.Count(f.text[body:], "\n") > 1:
		return []edit{{from: body, to: end, with: "\n", message: i18n.Text("empty lines at the end of the file")}}
	}
	return nil
}

// trailingSpace leaves, in Markdown, the two spaces that break a line, and code as it is.
func trailingSpace(_ *course, f *file) []edit {
	if !f.markdown() {
		return nil
	}
	var edits []edit
	code := f.inCode()
	lines := strings.SplitAfter(f.text, "\n")
	offset := 0
	for i, line := range lines {
		text := strings.TrimRight(line, "\r\n")
		kept := len(strings.TrimRight(text, " \t"))
		if breaks(text, kept) && i+1 < len(lines) && strings.TrimSpace(lines[i+1]) != "" {
			kept += 2
		}
		if kept < len(text) && !code[i] && !strings.HasSuffix(text[:kept], `\`) {
			edits = append(edits, edit{from: offset + kept, to: offset + len(text), message: i18n.Text("white space at the end of the line")})
		}
		offset += len(line)
	}
	return edits
}

// breaks says whether what follows the first bytes of a line can break it: two
// spaces or more, behind a text that is no heading.
func breaks(line string, text int) bool {
	space := line[text:]
	return text > 0 && line[0] != '#' && len(space) >= 2 && strings.Trim(space, " ") == ""
}

var closed = regexp.MustCompile(`[ \t]+#+$`)

// headingStyle demands headings that begin with number signs, and a space.
func headingStyle(_ *course, f *file) []edit {
	if !f.markdown() {
		return nil
	}
	var edits []edit
	for _, heading := range lab.Outline([]byte(f.text)) {
		written := strings.TrimRight(f.text[heading.From:heading.To], "\r\n")
		wanted := strings.Repeat("#", heading.Level) + " " + title(written)
		if title(written) != "" && strings.TrimRight(written, " \t") != wanted {
			edits = append(edits, edit{from: heading.From, to: heading.From + len(written), with: wanted, message: i18n.Text("write the heading as %q", wanted)})
		}
	}
	return edits
}

// title gives a heading's text as it is written, with its identifier, or "" where it goes over several lines.
func title(written string) string {
	text, underline, underlined := strings.Cut(written, "\n")
	text = strings.TrimSpace(text)
	if underlined && strings.ContainsAny(underline, "\n") {
		return ""
	}
	if !underlined {
		text = strings.TrimSpace(strings.TrimLeft(text, "#"))
		text = closed.ReplaceAllString(text, "")
	}
	return text
}

var schemaLine = regexp.MustCompile(`(?m)\A(?:#.*\n)*?# yaml-language-server: \$schema=(\S*)`)

// schemaComment demands that editors find the schema of a lab.yaml, where the course has one.
func schemaComment(c *course, f *file) []edit {
	if matched, _ := path.Match("labs/*/lab.yaml", f.name); !matched {
		return nil
	}
	const wanted = "../lab.schema.json"
	present := c.exists(lab.SchemaFile)
	at := schemaLine.FindStringSubmatchIndex(f.text)
	switch {
	case at == nil && present:
		return []edit{{with: lab.SchemaComment, message: i18n.Text("missing the comment that names the schema for editors: # yaml-language-server: $schema=%s", wanted)}}
	case at == nil:
		return nil
	}
	to := f.text[at[2]:at[3]]
	if strings.Contains(to, "://") || c.exists(path.Join(path.Dir(f.name), to)) {
		return nil
	}
	e := edit{from: at[2], to: at[3], with: to, message: i18n.Text("schema %q does not exist; print one with labs schema", to)}
	if present {
		e.with = wanted
	}
	return []edit{e}
}
