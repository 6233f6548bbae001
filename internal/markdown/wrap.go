package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
)

// span is a part of a text, in bytes.
type span struct{ from, to int }

// wrap cuts a text into lines of at most that many columns, 0 for no limit,
// and gives the lines without the spaces at their ends. It breaks where the
// line breaking algorithm of Unicode (UAX #14) allows it, which keeps
// punctuation with its word in every script; words, paths and options are
// left whole where they fit in a line.
func wrap(text string, width int) []span {
	w := &wrapper{text: text, width: width}
	for from := 0; ; {
		end := strings.IndexByte(text[from:], '\n')
		if end < 0 {
			w.paragraph(from, len(text))
			return w.lines
		}
		w.paragraph(from, from+end)
		from += end + 1
	}
}

// wrapper fills lines; the last of them grows.
type wrapper struct {
	text  string
	width int
	lines []span
	used  int
}

func (w *wrapper) paragraph(from, to int) {
	w.lines, w.used = append(w.lines, span{from, from}), 0
	if w.width <= 0 {
		w.lines[len(w.lines)-1].to = from + len(strings.TrimRight(w.text[from:to], " "))
		return
	}
	w.fill(from, to, cuts)
}

// fill adds a part of the text piece by piece. A piece that is wider than a line is cut by the next, finer way.
func (w *wrapper) fill(from, to int, cuts []cut) {
	for _, length := range cuts[0](w.text[from:to]) {
		piece := w.text[from : from+length]
		visible := strings.TrimRight(piece, " ")
		columns := ansi.StringWidth(visible)
		switch {
		case columns > w.width && len(cuts) > 1:
			w.fill(from, from+length, cuts[1:])
			from += length
			continue
		case w.used > 0 && w.used+columns > w.width:
			w.lines, w.used = append(w.lines, span{from, from}), 0
		}
		if visible != "" {
			w.lines[len(w.lines)-1].to = from + len(visible)
		}
		w.used += columns + len(piece) - len(visible)
		from += length
	}
}

// A cut gives the lengths of the pieces of a text between which a line may end.
type cut func(text string) []int

// cuts are from the best to the last resort.
var cuts = []cut{
	func(text string) []int { return pieces(text, words) },
	func(text string) []int { return pieces(text, signs) },
	func(text string) []int { return pieces(text, anywhere) },
	func(text string) []int { return pieces(text, func(string, string, int) bool { return true }) },
}

// pieces goes through the characters of a text, as a reader sees them, and
// cuts where it may: before and after are what it would cut apart, and
// boundary is what UAX #14 says of the place.
func pieces(text string, may func(before, after string, boundary int) bool) []int {
	var lengths []int
	length, state := 0, -1
	for rest := text; rest != ""; {
		character, next, boundaries, newState := uniseg.StepString(rest, state)
		length += len(character)
		if next == "" || may(character, next, boundaries&uniseg.MaskLine) {
			lengths, length = append(lengths, length), 0
		}
		rest, state = next, newState
	}
	return lengths
}

// words cuts as UAX #14 does, and not within what has no space in ASCII.
func words(before, after string, boundary int) bool {
	return boundary != uniseg.LineDontBreak && (before == " " || before[0] >= utf8.RuneSelf || after[0] >= utf8.RuneSelf)
}

// signs cuts a long name, path or address behind its signs too.
func signs(before, after string, boundary int) bool {
	first, _ := utf8.DecodeRuneInString(after)
	return boundary != uniseg.LineDontBreak ||
		strings.Contains("_=./,:;&?-", before) && (unicode.IsLetter(first) || unicode.IsDigit(first))
}

// anywhere cuts between all characters but at punctuation that belongs to its
// neighbour: it asks UAX #14 what it would say if that were an ideograph.
func anywhere(before, after string, _ int) bool {
	const ideograph = "字"
	character, _, _, _ := uniseg.FirstGraphemeClusterInString(after, -1)
	return breaks(before+ideograph, len(before)) && breaks(ideograph+character, len(ideograph))
}

// breaks says whether the first line segment of a text ends there.
func breaks(text string, at int) bool {
	segment, _, _, _ := uniseg.FirstLineSegmentInString(text, -1)
	return len(segment) == at
}

// tabStop is how far apart the stops of a terminal are.
const tabStop = 8

// expand replaces the tabs of a text by the spaces up to the next stop.
func expand(text string) string {
	if !strings.Contains(text, "\t") {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		column := 0
		for i, field := range strings.Split(line, "\t") {
			if i > 0 {
				gap := tabStop - column%tabStop
				b.WriteString(strings.Repeat(" ", gap))
				column += gap
			}
			b.WriteString(field)
			column += ansi.StringWidth(field)
		}
	}
	return b.String()
}
