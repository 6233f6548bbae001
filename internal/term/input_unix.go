//go:build unix

package term

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

type terminalInput struct {
	file *os.File
	fd   int
}

// Read reads what is there; the end of the input is an error.
func (t terminalInput) Read(p []byte) (int, error) {
	n, err := t.file.Read(p)
	if n == 0 && err == nil {
		err = io.EOF
	}
	return n, err
}

func (t terminalInput) ready(limit time.Duration) (bool, error) {
	milliseconds := -1
	if limit >= 0 {
		milliseconds = int(limit.Milliseconds())
	}
	for {
		polled := []unix.PollFd{{Fd: int32(t.fd), Events: unix.POLLIN}}
		n, err := unix.Poll(polled, milliseconds)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if n > 0 && polled[0].Revents&unix.POLLNVAL != 0 {
			err = os.ErrClosed
		}
		return n > 0, err
	}
}

// discard is POSIX.1's tcflush.
func (t terminalInput) discard() { flushInput(t.fd) }

// unbuffer makes a terminal give each key at once and show none (POSIX.1,
// 11.1.7: non-canonical mode), and leaves signals and output as they are.
func unbuffer(fd int) (restore func(), err error) {
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return nil, err
	}
	now := *before
	now.Lflag &^= unix.ICANON | unix.ECHO
	now.Cc[unix.VMIN], now.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(fd, setTermios, &now); err != nil {
		return nil, err
	}
	return func() { _ = unix.IoctlSetTermios(fd, setTermios, before) }, nil
}
