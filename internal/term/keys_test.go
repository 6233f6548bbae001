//go:build unix

package term

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/creack/pty"

	"labs.local/labs/internal/testkit"
)

// quiet is more than it takes a key to come, and longer than a burst.
const quiet = 4 * burstQuiet

// desk is a keyboard, and the other end of its terminal.
type desk struct {
	*Keyboard
	typist *os.File
}

// sit opens a terminal, a dumb one where keys come as lines.
func sit(t *testing.T, dumb bool) *desk {
	t.Helper()
	typist, terminal, err := pty.Open()
	testkit.Must(t, err)
	s := &Streams{In: terminal, Out: &bytes.Buffer{}, Interactive: true, Live: !dumb}
	keyboard, restore, err := s.Keys(t.Context())
	testkit.Must(t, err)
	t.Cleanup(func() { _ = typist.Close(); restore(); _ = terminal.Close() })
	return &desk{keyboard, typist}
}

func (d *desk) write(t *testing.T, text string) {
	t.Helper()
	_, err := d.typist.WriteString(text)
	testkit.Must(t, err)
}

// pressed gives the key that comes, "" for none and "closed" for the end. One that is to
// come may take long, on a busy machine.
func pressed(keys <-chan rune, want string) string {
	most := quiet
	if want != "" {
		most = time.Minute
	}
	select {
	case key, open := <-keys:
		if !open {
			return "closed"
		}
		return string(key)
	case <-time.After(most):
		return ""
	}
}

func press(t *testing.T, keys <-chan rune, want string) {
	t.Helper()
	testkit.Equal(t, pressed(keys, want), want)
}

func TestAKeyIsWhatIsPressedAtAPrompt(t *testing.T) {
	for typed, want := range map[string]string{
		"\r": "\n", "h": "h", " ": " ", "\x04": "\x04", "é": "é", "字": "字",
		"\n\n\n\n": "\n", "hhh": "h", // held down
		"hl": "", "\nh": "", "kubectl get pods\n": "", "\x1b": "", "\x1b[A": "", "\x1b\n": "", "\xff": "", "\x1b[200~\n\x1b[201~": "",
	} {
		d := sit(t, false)
		keys := d.Prompt()
		d.write(t, typed)
		if got := pressed(keys, want); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func TestADumbTerminalGivesLines(t *testing.T) {
	for typed, want := range map[string]string{"\n": "\n", "h\n": "h", " q \n": "q", "hint\n": "", "\n\n": "", "h\n\n": "", "h": "", "\x04": "\x04"} {
		d := sit(t, true)
		keys := d.Prompt()
		d.write(t, typed)
		if got := pressed(keys, want); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func TestAPromptTakesOneKey(t *testing.T) {
	d := sit(t, false)
	first := d.Prompt()
	d.write(t, "\n")
	press(t, first, "\n")
	d.write(t, "\n") // while the step runs
	press(t, make(chan rune), "")
	second := d.Prompt()
	press(t, second, "")
	d.write(t, "q")
	press(t, second, "q")
}

func TestAPasteInPartsIsNoKey(t *testing.T) {
	d := sit(t, false)
	keys := d.Prompt()
	for _, part := range []string{"\x1b[200~cat", "\n", "\x1b[201~"} {
		d.write(t, part)
		press(t, keys, "")
	}
	d.write(t, "h")
	press(t, keys, "h")
}

func TestAClosedTerminalClosesAllPrompts(t *testing.T) {
	d := sit(t, false)
	keys := d.Prompt()
	testkit.Must(t, d.typist.Close())
	press(t, keys, "closed")
	press(t, d.Prompt(), "closed")
}

// FuzzWhatIsTypedBeforeAPromptIsNoKey types anything, and then a prompt appears.
func FuzzWhatIsTypedBeforeAPromptIsNoKey(f *testing.F) {
	for _, typed := range []string{"\n", "y", "\n\n\n\n", "yes\n", "\x1b[200~\n", "\x1b[200~\n\x1b[201~\n", "\x1b[A\r", "字\n", "\xe5\xad", "\x04", "\x1b"} {
		f.Add([]byte(typed), false)
		f.Add([]byte(typed), true)
	}
	f.Fuzz(func(t *testing.T, typed []byte, dumb bool) {
		d := sit(t, dumb)
		d.write(t, string(typed[:min(len(typed), 1000)]))
		if got := pressed(d.Prompt(), ""); got != "" && got != "closed" {
			t.Errorf("%q runs %q", typed, got)
		}
	})
}
