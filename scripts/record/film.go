package main

import (
	"slices"
	"strconv"
	"sync"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"labs.local/labs/internal/testkit/terminal"
)

const (
	// longestWait is what is left of a wait for the program.
	longestWait = 1500 * time.Millisecond
	// shortest is the least that a frame is shown.
	shortest = 60 * time.Millisecond
	// keystroke is the mean time between two keys.
	keystroke = 70 * time.Millisecond
	// settle is how long a program may go on writing before a pause.
	settle = 300 * time.Millisecond
	// rest is how long the end stays, before all begins again.
	rest = 4 * time.Second
)

// frame is what can be seen from a moment on.
type frame struct {
	at     time.Duration
	screen terminal.Screen
}

// film is all that could be seen, by the time of the one who watches it.
type film []frame

func (f film) length() time.Duration { return f[len(f)-1].at + rest }

// stretch is a time that is shown shorter or longer than it was.
type stretch struct {
	from, to time.Time
	as       time.Duration
}

// camera takes the frames.
type camera struct {
	mu        sync.Mutex
	taken     []terminal.Screen
	times     []time.Time
	stretches []stretch
}

func (c *camera) watch(s terminal.Screen) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken, c.times = append(c.taken, s), append(c.times, time.Now())
}

// wait does something that takes the program's time.
func (c *camera) wait(do func() error) error {
	from := time.Now()
	err := do()
	to := time.Now()
	c.stretches = append(c.stretches, stretch{from, to, min(to.Sub(from), longestWait)})
	return err
}

// pause leaves time to read.
func (c *camera) pause(argument string) error {
	seconds, err := strconv.ParseFloat(argument, 64)
	from := time.Now()
	time.Sleep(settle)
	c.stretches = append(c.stretches, stretch{from, time.Now(), max(settle, time.Duration(seconds*float64(time.Second)))})
	return err
}

// record runs a program as a script says.
func record(o terminal.Options, limit time.Duration, script string, program []string) (film, error) {
	c := &camera{}
	o.Watch = c.watch
	t, err := terminal.Start(o, program[0], program[1:]...)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	player := &terminal.Player{Terminal: t, Limit: limit}
	plain := *player
	player.Verbs = map[string]func(string) error{"pause": c.pause, "type": func(keys string) error { return typeKeys(t, keys) }}
	for _, verb := range []string{"expect", "match", "run", "exit"} {
		player.Verbs[verb] = func(argument string) error {
			return c.wait(func() error { return plain.Do(verb, argument) })
		}
	}
	if err := player.Play(script); err != nil {
		return nil, err
	}
	return c.develop(), nil
}

// typeKeys presses keys as a person does, one by one and not evenly.
func typeKeys(t *terminal.Terminal, text string) error {
	keys, err := terminal.Keys(text)
	if err != nil {
		return err
	}
	for i, key := range keys {
		time.Sleep(keystroke/2 + keystroke*time.Duration((i*i*7+int(key))%10)/10)
		if err := t.Type(string(key)); err != nil {
			return err
		}
	}
	return nil
}

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
