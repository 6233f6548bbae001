package page

import (
	"regexp"
	"strings"
	"unicode"
)

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

// paragraphs cuts prose at its empty lines.
func paragraphs(text string) []string {
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
