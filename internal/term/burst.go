package term

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"
)

// input is where keys come from.
type input interface {
	io.Reader
	// ready waits until Read gives something at once, or for a limit; less than 0 is none.
	ready(limit time.Duration) (bool, error)
	// discard forgets what was typed and not read yet.
	discard()
}

// forget waits until nothing comes any more that was typed already: a terminal
// passes it on a moment later. It does not wait for a person who goes on typing.
func forget(in input) {
	for range settleTries {
		in.discard()
		if more, err := in.ready(settle); err != nil || !more {
			return
		}
	}
}

const (
	settle      = 10 * time.Millisecond
	settleTries = 10
)

// A burst ends with a time in which nothing comes that is shorter than that between the keys of a person or of a key
// held down, a paste of which the end got lost with a longer one.
const (
	burstQuiet = 25 * time.Millisecond
	pasteQuiet = time.Second
)

// listen takes what comes until the terminal is closed.
func (k *Keyboard) listen(ctx context.Context) {
	defer k.end()
	var pasted time.Time
	for ctx.Err() == nil {
		typed, prompt, err := k.burst()
		if time.Since(pasted) > pasteQuiet {
			pasted = time.Time{}
		}
		key, ok := k.key(typed)
		if ok && pasted.IsZero() {
			k.press(key, prompt)
		}
		pasted = stillPasted(typed, pasted)
		if err != nil {
			if k.lines && errors.Is(err, io.EOF) {
				k.press('\x04', prompt) // Ctrl-D, which is the end of the input where keys are lines
			}
			return
		}
	}
}

// burst gives what comes without a pause, and the prompt that it was begun at.
func (k *Keyboard) burst() (typed []byte, prompt int, err error) {
	for limit := time.Duration(-1); ; {
		more, err := k.in.ready(limit)
		if err != nil || !more {
			return typed, prompt, err
		}
		chunk, at, err := k.read()
		if len(typed) == 0 {
			prompt = at
		}
		typed = append(typed, chunk...)
		typed = typed[max(0, len(typed)-burstKept):]
		if err != nil {
			return typed, prompt, err
		}
		if len(typed) > 0 {
			limit = burstQuiet
		}
	}
}

// burstKept is how much of a burst is kept, which shows that it is one.
const burstKept = 1 << 12

// read takes what is there at this moment, if it was not discarded meanwhile.
func (k *Keyboard) read() (chunk []byte, prompt int, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if there, err := k.in.ready(0); err != nil || !there {
		return nil, k.prompt, err
	}
	chunk = make([]byte, burstKept)
	n, err := k.in.Read(chunk)
	return chunk[:n], k.prompt, err
}

// The marks that a terminal puts around what is pasted, and what asks for them (xterm, "Bracketed Paste Mode").
const (
	markPastes   = "\x1b[?2004h"
	unmarkPastes = "\x1b[?2004l"
	pasteBegins  = "\x1b[200~"
	pasteEnds    = "\x1b[201~"
)

// stillPasted gives the time of the last part of a paste that goes on.
func stillPasted(typed []byte, pasted time.Time) time.Time {
	begin, end := bytes.LastIndex(typed, []byte(pasteBegins)), bytes.LastIndex(typed, []byte(pasteEnds))
	if begin > end || begin == end && !pasted.IsZero() {
		return time.Now()
	}
	return time.Time{}
}
