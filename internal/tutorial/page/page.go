// Package page reads a tutorial as it was written: its headings, prose and
// fences, what a reader types in them, and the manifests that it shows.
package page

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kubectl"
)

// The bounds of what is read.
const (
	// MaxSize is that of a tutorial, and of a file that it names, in bytes.
	MaxSize   = 1 << 20
	maxFences = 500
)

// Page is a tutorial in Markdown.
type Page struct {
	// Title is what front matter gives, or "".
	Title string
	// Kubernetes is the constraint on the cluster's version, such as ">=1.30".
	Kubernetes string
	Blocks     []*Block
	// Files are the manifests; what its commands write or name is added to them.
	Files      *Files
	Namespaces Namespaces
}

// Read reads a tutorial; beside has the files that it names and does not show,
// and may be nil. A text past the bounds is an error.
func Read(source []byte, beside fs.FS) (*Page, error) {
	if len(source) > MaxSize {
		return nil, i18n.Errorf("longer than %d KiB", MaxSize>>10)
	}
	head, text := clean(harmless(source))
	p := &Page{Title: head.Title, Kubernetes: head.kubernetes(), Blocks: blocks(text)}
	fences := 0
	for _, b := range p.Blocks {
		if b.Kind == Fence {
			fences++
		}
	}
	if fences > maxFences {
		return nil, i18n.Errorf("too many code blocks: %d; the limit is %d", fences, maxFences)
	}
	p.Files = &Files{beside: beside}
	p.Files.collect(p.Blocks)
	p.Namespaces = namespaces(p.Blocks, p.Files.All)
	return p, nil
}

var readyColumn = regexp.MustCompile(`^\d+/\d+$`)

// Statuses are those in which the page shows a Pod; other objects have none.
func (p *Page) Statuses(o *Object) []string {
	var shown []string
	for _, b := range p.Blocks {
		if b.Kind != Fence || kubectl.Canonical(o.Kind) != "pod" {
			continue
		}
		for line := range strings.SplitSeq(b.Text, "\n") {
			if cells := strings.Fields(line); len(cells) >= 4 && strings.TrimPrefix(cells[0], "pod/") == o.Name && readyColumn.MatchString(cells[1]) {
				shown = append(shown, cells[2])
			}
		}
	}
	return shown
}

// Fails says whether the page shows a Pod only as one that does not run.
func (p *Page) Fails(o *Object) bool {
	shown := p.Statuses(o)
	return len(shown) > 0 && !slices.Contains(shown, "Running") && !slices.Contains(shown, "ContainerCreating")
}

var (
	listMark   = regexp.MustCompile(`^( {0,6})(?:[-*+]|\d{1,3}[.)])\s+`)
	blankLines = regexp.MustCompile(`\n(?:[ \t]*\n)+`)
	cue        = regexp.MustCompile(`(?i)\boutputs?\b|\bsimilar to\b|\bresembl|\bshould see\b|\byou('ll| will) see\b|\byou get\b|\breturns?\b|\bresponse\b|\bprints?\b|\bdisplay|\bshows?\b|\blooks? like\b|\bresults?\b|输出|结果|显示|返回|看到|类似`)
)

// Announces says whether a sentence is one that announces an output.
func Announces(sentence string) bool { return cue.MatchString(sentence) }

// unlist takes list marks and indentation off.
func unlist(text string, by int, last bool) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if n := len(indent(line)); n > 0 {
			lines[i] = line[min(n, by):]
		}
	}
	if !last {
		return strings.Join(lines, "\n")
	}
	for i := len(lines) - 1; i >= 0; i-- {
		if mark := listMark.FindString(lines[i]); mark != "" {
			lines[i] = lines[i][len(mark):]
			break
		}
	}
	return strings.Join(lines, "\n")
}

// Paragraphs cuts prose at its empty lines.
func Paragraphs(text string) []string {
	var found []string
	for part := range strings.SplitSeq(blankLines.ReplaceAllString(text, "\n\n"), "\n\n") {
		if part = strings.Trim(part, "\n"); strings.TrimSpace(part) != "" {
			found = append(found, part)
		}
	}
	return found
}

// last gives the last paragraph, on one line.
func last(paragraphs []string) string {
	if len(paragraphs) == 0 {
		return ""
	}
	return OneLine(paragraphs[len(paragraphs)-1])
}

// OneLine puts single spaces between the words of a text.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// WithoutListMark takes off what begins an item of a list.
func WithoutListMark(text string) string { return listMark.ReplaceAllString(text, "") }

// Chinese says whether the page is written in Chinese: its Han characters, of
// which a word has about two, are no fewer than a tenth of its letters.
func (p *Page) Chinese() bool {
	han, letters := 0, 0
	for _, b := range p.Blocks {
		if b.Kind == Fence {
			continue
		}
		for _, r := range b.Text {
			if unicode.Is(unicode.Han, r) {
				han++
			}
			if unicode.IsLetter(r) {
				letters++
			}
		}
	}
	return han*10 > letters
}
