package term

import (
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

type terminalInput struct {
	*os.File
	fd int
}

// record is an INPUT_RECORD with a KEY_EVENT_RECORD in it.
type record struct {
	kind      uint16
	_         uint16
	down      int32
	_         [3]uint16
	character uint16
	_         uint32
}

const keyEvent = 1

// ready waits for a key that is a character: events of other kinds Read would pass over, and go on waiting.
func (t terminalInput) ready(limit time.Duration) (bool, error) {
	milliseconds := uint32(windows.INFINITE)
	if limit >= 0 {
		milliseconds = uint32(limit.Milliseconds())
	}
	console := windows.Handle(t.fd)
	for {
		event, err := windows.WaitForSingleObject(console, milliseconds)
		if err != nil || event != windows.WAIT_OBJECT_0 {
			return false, err
		}
		var first record
		if n, err := call("PeekConsoleInputW", console, &first); err != nil || n == 0 {
			return false, err
		}
		if first.kind == keyEvent && first.down != 0 && first.character != 0 {
			return true, nil
		}
		if _, err := call("ReadConsoleInputW", console, &first); err != nil {
			return false, err
		}
	}
}

// call calls a function that gives one record.
func call(function string, console windows.Handle, first *record) (n uint32, err error) {
	f := windows.NewLazySystemDLL("kernel32.dll").NewProc(function)
	if ok, _, err := f.Call(uintptr(console), uintptr(unsafe.Pointer(first)), 1, uintptr(unsafe.Pointer(&n))); ok == 0 {
		return 0, err
	}
	return n, nil
}

func (t terminalInput) discard() { _ = windows.FlushConsoleInputBuffer(windows.Handle(t.fd)) }

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
