package engine

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"

	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/term"
)

// Watch runs the engine's command as a terminal's, for there alone it shows how
// far it is, and gives each line as it is written or written over. live says that
// there is a terminal; Windows has none for it. What is no progress is its error's.
func (e *Engine) Watch(ctx context.Context, line func(text string, live bool) (progress bool), args ...string) error {
	screen, terminal, live, err := openScreen()
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, e.Name, args...)
	command.Stdout, command.Stderr = terminal, terminal
	err = command.Start()
	_ = terminal.Close()
	if err != nil {
		_ = screen.Close()
		return Failed(append([]string{e.Name}, args...), "", err)
	}
	said := listen(screen, func(text string) bool { return line(text, live) })
	err = command.Wait()
	words := said()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return Failed(append([]string{e.Name}, args...), words, err)
}

// listen gives each line of a screen, which it closes. said, after which no more are
// given, is the end of those that were no progress: a process that the command
// started may hold the screen open.
func listen(screen io.ReadCloser, line func(text string) (progress bool)) (said func() string) {
	var (
		mu    sync.Mutex
		over  bool
		words limit.Buffer
		read  = make(chan struct{})
	)
	go func() {
		defer close(read)
		defer screen.Close()
		eachLine(screen, func(text string) {
			mu.Lock()
			defer mu.Unlock()
			if !over && !line(text) {
				_, _ = words.Write([]byte(text + "\n"))
			}
		})
	}()
	return func() string {
		select {
		case <-read:
		case <-time.After(limit.Held):
		}
		mu.Lock()
		defer mu.Unlock()
		over = true
		return words.End()
	}
}

// screenSize has room for every layer of an image, each on a line.
var screenSize = pty.Winsize{Rows: 200, Cols: 160}

// openScreen gives the two ends of a terminal, or of a pipe where there is none.
func openScreen() (screen, terminal *os.File, live bool, err error) {
	if screen, terminal, err = pty.Open(); err == nil {
		_ = pty.Setsize(terminal, &screenSize)
		return screen, terminal, true, nil
	}
	screen, terminal, err = os.Pipe()
	return screen, terminal, false, err
}

// eachLine gives the texts between the ends of lines, and between what moves the
// cursor to where a line begins, without control sequences.
func eachLine(r io.Reader, give func(text string)) {
	lines := bufio.NewScanner(r)
	lines.Split(func(data []byte, atEnd bool) (int, []byte, error) {
		if i := bytes.IndexAny(data, "\r\n"); i >= 0 {
			return i + 1, data[:i], nil
		}
		if atEnd && len(data) > 0 {
			return len(data), data, nil
		}
		return 0, nil, nil
	})
	for lines.Scan() {
		if text := strings.TrimSpace(term.Sanitize(lines.Text())); text != "" {
			give(text)
		}
	}
	_, _ = io.Copy(io.Discard, r)
}
