package main

import (
	"slices"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"labs.local/labs/internal/testkit/terminal"
)

// develop puts the frames on the time of the one who watches, and leaves out
// those that look like the one before or are gone too soon.
func (c *camera) develop() film {
	c.mu.Lock()
	defer c.mu.Unlock()
	var f film
	for i, screen := range c.taken {
		next := frame{c.shown(c.times[i]), screen}
		last := len(f) - 1
		switch {
		case last >= 0 && same(f[last].screen, screen):
		case last >= 0 && next.at-f[last].at < shortest:
			f[last].screen = screen
		default:
			f = append(f, next)
		}
	}
	return f
}

// shown gives the time at which a moment is shown.
func (c *camera) shown(moment time.Time) time.Duration {
	at := moment.Sub(c.times[0])
	for _, s := range c.stretches {
		took := s.to.Sub(s.from)
		switch inside := moment.Sub(s.from); {
		case inside <= 0 || s.from.Before(c.times[0]):
		case inside >= took:
			at += s.as - took
		case s.as < took:
			at -= time.Duration(float64(inside) * (1 - float64(s.as)/float64(took)))
		}
	}
	return at
}

func same(a, b terminal.Screen) bool {
	return a.Scrolled == b.Scrolled && a.CursorX == b.CursorX && a.CursorY == b.CursorY && a.CursorHidden == b.CursorHidden &&
		slices.EqualFunc(a.Lines, b.Lines, func(a, b uv.Line) bool { return a.Render() == b.Render() })
}
