// Package terminal runs a program in a pseudo-terminal, as a person would see it, and presses the keys.
package terminal

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Options say what the terminal is; the zero value is one of 80 columns and
// 24 rows, in the process's own folder and environment.
type Options struct {
	Columns, Rows int
	Dir           string
	// Env is the whole environment; TERM is xterm-256color unless it is here.
	Env []string
	// Watch is called after each change, before the next one.
	Watch func(Screen)
}

// Terminal is a running program and what it shows.
type Terminal struct {
	command *exec.Cmd
	master  *os.File
	watch   func(Screen)

	mu       sync.Mutex
	emulator *emulator
	output   []byte // all that was written, and how far it was expected
	seen     int
	changed  chan struct{}

	drained chan struct{} // closed at the end of the output
	exited  chan struct{} // closed at the end of the program
}

// Start runs a program in a new terminal.
func Start(o Options, program string, args ...string) (*Terminal, error) {
	columns, rows := cmp.Or(o.Columns, 80), cmp.Or(o.Rows, 24)
	command := exec.Command(program, args...)
	command.Dir, command.Env = o.Dir, append([]string{"TERM=xterm-256color"}, o.Env...)
	if o.Env == nil {
		command.Env = append(os.Environ(), command.Env...)
	}
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, unix.SIGHUP) // a program inherits that it is ignored, as under nohup
	master, err := pty.StartWithSize(command, size(columns, rows))
	signal.Stop(hangups)
	if err != nil {
		return nil, fmt.Errorf("start %q in a terminal: %w", program, err)
	}
	t := &Terminal{
		command: command, watch: o.Watch, emulator: newEmulator(columns, rows), changed: make(chan struct{}),
		drained: make(chan struct{}), exited: make(chan struct{}),
	}
	if t.master, err = pollable(master); err != nil {
		return nil, errors.Join(err, command.Process.Kill(), command.Wait())
	}
	go func() { _, _ = io.Copy(t.master, t.emulator) }() // what a terminal answers when it is asked
	go t.read()
	go func() { _ = command.Wait(); close(t.exited) }()
	return t, nil
}

func size(columns, rows int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)}
}

// pollable gives the same file as one that can be closed while it is read.
func pollable(file *os.File) (*os.File, error) {
	defer file.Close()
	fd, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), file.Name()), nil
}

// read takes what the program writes until it ends or the line is cut.
func (t *Terminal) read() {
	defer close(t.drained)
	buffer := make([]byte, 32<<10)
	for {
		n, err := t.master.Read(buffer)
		if n > 0 {
			t.show(buffer[:n])
		}
		if err != nil {
			return
		}
	}
}

func (t *Terminal) show(text []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, _ = t.emulator.Write(text)
	t.output = append(t.output, text...)
	close(t.changed)
	t.changed = make(chan struct{})
	if t.watch != nil {
		t.watch(t.screen())
	}
}

// Type presses keys.
func (t *Terminal) Type(keys string) error {
	_, err := io.WriteString(t.master, keys)
	return err
}

// Signal sends a signal to the program alone.
func (t *Terminal) Signal(signal os.Signal) error { return t.command.Process.Signal(signal) }

// Hangup cuts the line, as closing a terminal's window does.
func (t *Terminal) Hangup() error { return t.master.Close() }

// Resize changes the size of the terminal. The rows above the cursor scroll
// away first: they stay in the transcript as they were read.
func (t *Terminal) Resize(columns, rows int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	above := t.emulator.CursorPosition().Y
	fmt.Fprintf(t.emulator, "\x1b7\x1b[%dS\x1b8\x1b[%dA", above, max(1, above))
	t.emulator.Resize(columns, rows)
	connection, err := t.master.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = connection.Control(func(fd uintptr) {
		failed = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(columns), Row: uint16(rows)})
	})
	return errors.Join(err, failed)
}

// lastWords is how long a program that has ended may leave its terminal to another that it started.
const lastWords = time.Second

// Wait waits for the end of the program and gives its exit code; of one that
// a signal ended that is, as in a shell, 128 and the signal's number.
func (t *Terminal) Wait(limit time.Duration) (int, error) {
	select {
	case <-t.exited:
	case <-time.After(limit):
		return 0, fmt.Errorf("still runs after %s; the screen is\n%s", limit, t.Screen())
	}
	select {
	case <-t.drained:
	case <-time.After(lastWords):
	}
	state := t.command.ProcessState
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return state.ExitCode(), nil
}

// Close ends the program, if it still runs, with all that it started in this terminal.
func (t *Terminal) Close() {
	_ = t.master.Close()
	select {
	case <-t.exited:
	default:
		_ = syscall.Kill(-t.command.Process.Pid, syscall.SIGKILL)
		<-t.exited
	}
	<-t.drained
	if answers, ok := t.emulator.InputPipe().(io.Closer); ok { // Close of the emulator itself races with its Read
		_ = answers.Close()
	}
}

// PID is the program's.
func (t *Terminal) PID() int { return t.command.Process.Pid }
