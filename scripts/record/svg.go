package main

import (
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"
	"time"
)

// The window around the grid, in pixels.
const (
	margin = 16.0
	bar    = 34.0
)

// picture is an SVG that grows. All that moves does so by CSS, which a page
// plays where it shows a picture: it runs no script there. Where animations
// are not wanted or not known, the end is shown.
type picture struct {
	length time.Duration
	styles strings.Builder
	body   strings.Builder
	shows  map[string]string // an interval and the name of its keyframes
}

// draw makes the picture of a film. The lines stand under one another as on
// one long sheet, and scrolling moves the sheet.
func draw(f film, columns, rows int, title string) string {
	p := &picture{length: f.length(), shows: map[string]string{}}
	width, height := float64(columns)*cellWidth, float64(rows)*cellHeight
	p.lines(f)
	p.moves("scroll", f, func(f frame) string { return translate(0, -float64(f.screen.Scrolled)*cellHeight) })
	p.moves("cursor", f, func(f frame) string {
		if f.screen.CursorHidden {
			return translate(0, -2*cellHeight)
		}
		return translate(float64(f.screen.CursorX)*cellWidth, float64(f.screen.Scrolled+f.screen.CursorY)*cellHeight)
	})
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 %[1]s %[2]s" width="%[1]s" height="%[2]s" role="img" aria-label="%[3]s" fill="%[6]s">
<style>text{font-family:%[5]s;font-size:%[4]dpx;white-space:pre}%[7]s@media(prefers-reduced-motion:reduce){*{animation:none!important}}</style>
`, number(width+2*margin), number(height+bar+margin), html.EscapeString(title), fontSize, fonts, ink, p.styles.String())
	b.WriteString(window(width+2*margin, height+bar+margin, title))
	fmt.Fprintf(&b, `<svg x="%s" y="%s" width="%s" height="%s"><g class="scroll"><rect class="cursor" width="%s" height="%s" fill="%s" fill-opacity=".5"/>`+"\n%s</g></svg>\n</svg>\n",
		number(margin), number(bar), number(width), number(height), number(cellWidth), number(cellHeight), faint, p.body.String())
	return b.String()
}

func window(width, height float64, title string) string {
	dots := ""
	for i := range 3 {
		dots += fmt.Sprintf(`<circle cx="%d" cy="13" r="5"/>`, 20+18*i)
	}
	return fmt.Sprintf(`<rect x=".5" y=".5" width="%[1]s" height="%[2]s" rx="8" fill="%[3]s" stroke="%[4]s"/><g fill="%[4]s">%[5]s</g><text x="%[6]s" y="18" text-anchor="middle" fill="%[7]s">%[8]s</text>
`, number(width-1), number(height-1), paper, frameColour, dots, number(width/2), faint, html.EscapeString(title))
}

func translate(x, y float64) string { return fmt.Sprintf("translate(%spx,%spx)", number(x), number(y)) }

// lines puts every line where it stands, for as long as it says the same.
func (p *picture) lines(f film) {
	type version struct {
		text string
		from time.Duration
	}
	shown := map[int]version{}
	end := func(row int, to time.Duration) {
		if v := shown[row]; v.text != "" {
			fmt.Fprintf(&p.body, `<g transform="translate(0 %s)"%s>%s</g>`+"\n", number(float64(row)*cellHeight), p.during(v.from, to), v.text)
		}
	}
	for _, frame := range f {
		for y, line := range frame.screen.Lines {
			row := frame.screen.Scrolled + y
			if text := drawLine(line); text != shown[row].text {
				end(row, frame.at)
				shown[row] = version{text, frame.at}
			}
		}
	}
	for _, row := range slices.Sorted(maps.Keys(shown)) {
		end(row, p.length)
	}
}

// during gives the class of what is seen in an interval alone.
func (p *picture) during(from, to time.Duration) string {
	key := p.percent(from) + p.percent(to)
	name, ok := p.shows[key]
	if !ok {
		name = fmt.Sprintf("s%d", len(p.shows))
		p.shows[key] = name
		last, frames := "", fmt.Sprintf("0%%{visibility:hidden}%s{visibility:visible}", p.percent(from))
		if to < p.length {
			last = "visibility:hidden;"
			frames += p.percent(to) + "{visibility:hidden}"
		}
		if from == 0 {
			frames = strings.TrimPrefix(frames, "0%{visibility:hidden}")
		}
		p.animate(name, last, frames)
	}
	return fmt.Sprintf(` class="%s"`, name)
}

// moves gives a class its place at each frame.
func (p *picture) moves(class string, f film, place func(frame) string) {
	var frames strings.Builder
	last := ""
	for _, frame := range f {
		if at := place(frame); at != last {
			fmt.Fprintf(&frames, "%s{transform:%s}", p.percent(frame.at), at)
			last = at
		}
	}
	p.animate(class, "transform:"+last+";", frames.String())
}

// animate makes keyframes, and the class that plays them; end is its style where they are not played.
func (p *picture) animate(name, end, frames string) {
	fmt.Fprintf(&p.styles, "@keyframes %[1]s{%[2]s}.%[1]s{%[3]sanimation:%[1]s %[4]ss infinite step-end}\n", name, frames, end, number(p.length.Seconds()))
}

func (p *picture) percent(at time.Duration) string {
	return number(100*at.Seconds()/p.length.Seconds()) + "%"
}
