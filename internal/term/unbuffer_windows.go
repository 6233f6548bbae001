package term

import "golang.org/x/sys/windows"

// unbuffer makes a console give each key at once and show none.
func unbuffer(fd int) (restore func(), err error) {
	var before uint32
	console := windows.Handle(fd)
	if err := windows.GetConsoleMode(console, &before); err != nil {
		return nil, err
	}
	if err := windows.SetConsoleMode(console, before&^(windows.ENABLE_LINE_INPUT|windows.ENABLE_ECHO_INPUT)); err != nil {
		return nil, err
	}
	return func() { _ = windows.SetConsoleMode(console, before) }, nil
}
