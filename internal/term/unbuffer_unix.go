//go:build unix

package term

import "golang.org/x/sys/unix"

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
