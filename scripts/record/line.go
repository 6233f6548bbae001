package main

import (
	"fmt"
	"html"
	"image/color"
	"strings"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// The grid, in pixels. Every font has its own widths: each run of characters is set to that of its cells.
const (
	cellWidth  = 8.4
	cellHeight = 19.0
	baseline   = 14.0
	fontSize   = 14
	fonts      = `ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono','Noto Sans Mono CJK SC','PingFang SC','Microsoft YaHei',monospace`
)

// piece is a run of cells that look alike and are set by one font.
type piece struct {
	x, cells int
	style    uv.Style
	text     string
}

// pieces cuts a line into runs: what is not ASCII may come from another font.
func pieces(line uv.Line) (runs []piece) {
	joins := false
	for x, cell := range line {
		if cell.Width == 0 {
			continue // the right half of a wide character
		}
		ascii := len(cell.Content) == 1 && cell.Content[0] < utf8.RuneSelf
		if last := len(runs) - 1; last >= 0 && runs[last].style.Equal(&cell.Style) && (ascii && joins || cell.Width == 2 && wide(runs[last])) {
			runs[last].text += cell.Content
			runs[last].cells += cell.Width
			continue
		}
		runs, joins = append(runs, piece{x, cell.Width, cell.Style, cell.Content}), ascii
	}
	return runs
}

func wide(p piece) bool { return p.cells == 2*utf8.RuneCountInString(p.text) }

// drawLine gives a line's elements, "" for a blank one.
func drawLine(line uv.Line) string {
	var b strings.Builder
	for _, run := range pieces(line) {
		foreground, background := colours(run.style)
		if background != "" {
			fmt.Fprintf(&b, `<rect x="%s" width="%s" height="%s" fill="%s"/>`, px(run.x), px(run.cells), number(cellHeight), background)
		}
		text := strings.Trim(run.text, " ")
		if text == "" {
			continue
		}
		x := run.x + len(run.text) - len(strings.TrimLeft(run.text, " "))
		fmt.Fprintf(&b, `<text x="%s" y="%s" textLength="%s"%s>%s</text>`,
			px(x), number(baseline), px(run.cells-len(run.text)+len(text)), look(run.style, foreground), html.EscapeString(text))
	}
	return b.String()
}

func px(cells int) string { return number(float64(cells) * cellWidth) }

func number(n float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", n), "0"), ".")
}

// look gives the attributes of a style.
func look(style uv.Style, foreground string) string {
	attributes := ""
	if foreground != ink {
		attributes += fmt.Sprintf(` fill="%s"`, foreground)
	}
	for _, a := range []struct {
		bit  uint8
		text string
	}{{uv.AttrBold, ` font-weight="bold"`}, {uv.AttrFaint, ` fill-opacity=".6"`}, {uv.AttrItalic, ` font-style="italic"`}} {
		if style.Attrs&a.bit != 0 {
			attributes += a.text
		}
	}
	if style.Underline != uv.UnderlineNone {
		attributes += ` text-decoration="underline"`
	}
	return attributes
}

// The colours of the window, whatever the page around it has.
const (
	paper       = "#0d1117"
	ink         = "#d5dbe3"
	frameColour = "#444c56"
	faint       = "#909dab"
)

// basic are the sixteen colours that a terminal has of its own.
var basic = [16]string{
	"#545d68", "#f47067", "#57ab5a", "#c69026", "#539bf5", "#b083f0", "#39c5cf", "#adbac7",
	"#768390", "#ff938a", "#6bc46d", "#daaa3f", "#6cb6ff", "#dcbdfb", "#56d4dd", "#cdd9e5",
}

// colours gives those of a style; the background is "" where it is the window's.
func colours(style uv.Style) (foreground, background string) {
	foreground = colourOf(style.Fg, ink)
	if style.Bg != nil {
		background = colourOf(style.Bg, paper)
	}
	if style.Attrs&uv.AttrReverse != 0 {
		return colourOf(style.Bg, paper), foreground
	}
	return foreground, background
}

func colourOf(c color.Color, otherwise string) string {
	switch c := c.(type) {
	case nil:
		return otherwise
	case ansi.BasicColor:
		return basic[c]
	case ansi.IndexedColor:
		if c < 16 {
			return basic[c]
		}
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
