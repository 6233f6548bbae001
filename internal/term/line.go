package term

import (
	"context"
	"strings"
)

// Line gives the line that a person types, up to Enter and no byte more, until
// the context ends. At the end of the input it is what there was.
func (s *Streams) Line(ctx context.Context) (string, error) {
	typed := make(chan string, 1)
	go func() {
		var line strings.Builder
		one := make([]byte, 1)
		for {
			n, err := s.In.Read(one)
			if err != nil || n == 1 && one[0] == '\n' {
				break
			}
			line.Write(one[:n])
		}
		typed <- strings.TrimSuffix(line.String(), "\r")
	}()
	select {
	case line := <-typed:
		return line, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
