package term

import (
	"bufio"
	"context"
	"os"
)

// Keys gives the keys that are pressed, each at once and unseen, until the
// context ends or the terminal is closed, which closes the channel. The
// terminal is as before when restore has been called. Ctrl-C stays a signal.
// Where nobody is there to press keys, the channel is nil.
func (s *Streams) Keys(ctx context.Context) (keys <-chan rune, restore func(), err error) {
	file, ok := s.In.(*os.File)
	if !ok || !s.Interactive {
		return nil, func() {}, nil
	}
	restore, err = unbuffer(int(file.Fd()))
	if err != nil {
		return nil, func() {}, err
	}
	pressed := make(chan rune)
	go func() {
		defer close(pressed)
		for reader := bufio.NewReader(file); ; {
			key, _, err := reader.ReadRune()
			if err != nil {
				return
			}
			if key == '\x1b' { // an arrow, say: none of ours
				_, _ = reader.Discard(reader.Buffered())
				continue
			}
			select {
			case pressed <- key:
			case <-ctx.Done():
				return
			}
		}
	}()
	return pressed, restore, nil
}
