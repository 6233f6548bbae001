package term

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

// Confirm asks a question that only y answers with yes. What was typed before, or several lines at once, is no answer.
func (s *Streams) Confirm(ctx context.Context, question i18n.Message) (bool, error) {
	in, terminal := s.terminal()
	if terminal {
		forget(in)
	}
	fmt.Fprint(s.Out, Sanitize(s.Language.Message(question))+" [y/N] ")
	answer, err := s.line(ctx)
	if err != nil || terminal && pasted(in) {
		return false, err
	}
	return slices.Contains([]string{"y", "yes", s.Language.Text("yes")}, strings.ToLower(strings.TrimSpace(answer))), nil
}

// terminal gives the terminal that a person types at, if there is one.
func (s *Streams) terminal() (terminalInput, bool) {
	file, ok := s.In.(*os.File)
	if !ok || !s.Interactive {
		return terminalInput{}, false
	}
	return terminalInput{file, int(file.Fd())}, true
}

// pasted says whether more lines came at once.
func pasted(in input) bool {
	more, err := in.ready(burstQuiet)
	return more || err != nil
}

// line gives the line that a person types, up to Enter and no byte more; at the end of the input, what there was.
func (s *Streams) line(ctx context.Context) (string, error) {
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
