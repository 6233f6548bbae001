package term

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"unicode/utf8"
)

// Keyboard gives the keys that a person presses at a prompt. What was typed before a prompt appeared, and what comes in
// a burst, as pasted text does, are no keys.
type Keyboard struct {
	// lines says that keys come as lines, with Enter, and an empty line is Enter.
	lines bool

	mu   sync.Mutex
	keys chan rune
	// prompt counts the prompts, ended says that the terminal was closed.
	prompt int
	ended  bool
	in     input
}

// Keys makes a keyboard of a terminal, whose keys are unseen and come at once, or, on a dumb one, as lines. The
// terminal is as before when restore has been called. Ctrl-C stays a signal. Where nobody is there to press keys, the
// keyboard is nil.
func (s *Streams) Keys(ctx context.Context) (keyboard *Keyboard, restore func(), err error) {
	in, ok := s.terminal()
	if !ok {
		return nil, func() {}, nil
	}
	restore = func() {}
	if s.Live {
		if restore, err = unbuffer(in.fd); err != nil {
			return nil, func() {}, err
		}
		fmt.Fprint(s.Out, markPastes)
		before := restore
		restore = func() { fmt.Fprint(s.Out, unmarkPastes); before() }
	}
	k := newKeyboard(in, !s.Live)
	go k.listen(ctx)
	return k, restore, nil
}

func newKeyboard(in input, lines bool) *Keyboard {
	return &Keyboard{in: in, lines: lines, keys: make(chan rune, 1)}
}

// Prompt forgets what was typed so far, and gives the key that is pressed from now on; the channel is closed where the
// terminal is. The next prompt needs another one.
func (k *Keyboard) Prompt() <-chan rune {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.prompt++
	k.keys = make(chan rune, 1)
	if k.ended {
		close(k.keys)
	} else {
		forget(k.in)
	}
	return k.keys
}

// key gives the key that was pressed, once or held down. An arrow and the like are none, and neither is a text.
func (k *Keyboard) key(typed []byte) (rune, bool) {
	if k.lines {
		line, ended := bytes.CutSuffix(typed, []byte("\n"))
		if !ended || bytes.IndexByte(line, '\n') >= 0 {
			return 0, false
		}
		if typed = bytes.TrimSpace(line); len(typed) == 0 {
			return '\n', true
		}
	}
	key, size := utf8.DecodeRune(typed)
	if size == 0 || key == utf8.RuneError || key == '\x1b' {
		return 0, false
	}
	return key, bytes.Equal(typed, bytes.Repeat(typed[:size], len(typed)/size))
}

// press gives a key to the prompt that it was pressed at; of several, the first.
func (k *Keyboard) press(key rune, prompt int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if prompt != k.prompt || prompt == 0 {
		return
	}
	select {
	case k.keys <- key:
	default:
	}
}

func (k *Keyboard) end() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ended = true
	close(k.keys)
}
