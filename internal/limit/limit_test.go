package limit_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

func TestASlowMachineGetsMoreTime(t *testing.T) {
	for start, want := range map[time.Duration]time.Duration{
		0: 10 * time.Second, 5 * time.Second: 10 * time.Second, 30 * time.Second: 20 * time.Second, time.Hour * 24: 10 * time.Minute,
	} {
		testkit.Equal(t, limit.PaceOf(start).Of(10*time.Second), want)
	}
	testkit.Equal(t, limit.Pace(0).Of(time.Second), time.Second)
}

// onlyReader hides that a reader can write itself into a buffer.
type onlyReader struct{ io.Reader }

func TestABufferIsBoundedHoweverItIsWrittenTo(t *testing.T) {
	const size = 3*limit.Output + 7
	for name, write := range map[string]func(io.Writer, io.Reader) error{
		"write": func(w io.Writer, r io.Reader) error {
			data, err := io.ReadAll(r)
			_, _ = w.Write(data)
			return err
		},
		"copy": func(w io.Writer, r io.Reader) error { _, err := io.Copy(w, r); return err },
	} {
		var b limit.Buffer
		testkit.Must(t, write(&b, onlyReader{strings.NewReader(strings.Repeat("x", size))}))
		if got := len(b.String()); got != limit.Output || b.Dropped() != size-limit.Output {
			t.Errorf("%s: %d kept, %d dropped", name, got, b.Dropped())
		}
	}
}

func TestABufferKnowsTheEndOfAStream(t *testing.T) {
	var b limit.Buffer
	for range 3 {
		_, _ = io.Copy(&b, onlyReader{strings.NewReader(strings.Repeat("x", limit.Output))})
	}
	_, _ = io.WriteString(&b, "the end")
	testkit.Equal(t, b.End(), strings.Repeat("x", limit.End-len("the end"))+"the end")
}

func TestAReaderEndsWithAnErrorWhereThereIsTooMuch(t *testing.T) {
	tooMuch := errors.New("too much")
	for size, want := range map[int]error{0: nil, 9: nil, 10: nil, 11: tooMuch, 5000: tooMuch} {
		_, err := io.ReadAll(limit.Reader(strings.NewReader(strings.Repeat("x", size)), 10, tooMuch))
		testkit.Equal(t, errors.Is(err, tooMuch), want != nil)
	}
}

// FuzzBuffer writes a text in pieces of any sizes, by any of the ways in which
// a writer is written to.
func FuzzBuffer(f *testing.F) {
	f.Add([]byte("a line\n"), uint32(3), uint16(7))
	f.Add([]byte("x"), uint32(limit.Output+7), uint16(0))
	f.Fuzz(func(t *testing.T, text []byte, times uint32, piece uint16) {
		if len(text) == 0 {
			return
		}
		whole := bytes.Repeat(text, 1+int(times)%(1+(limit.Output+limit.Output/8)/len(text)))
		inOne := string(whole)
		ways := []func(io.Writer) error{
			func(w io.Writer) error { _, err := w.Write(whole); return err },
			func(w io.Writer) error { _, err := io.WriteString(w, inOne); return err },
			func(w io.Writer) error { _, err := io.Copy(w, bytes.NewReader(whole)); return err },
			func(w io.Writer) error {
				_, err := io.CopyBuffer(w, onlyReader{bytes.NewReader(whole)}, make([]byte, 64+int(piece)))
				return err
			},
			func(w io.Writer) error {
				buffered := bufio.NewWriterSize(w, 64+int(piece))
				_, err := buffered.ReadFrom(bytes.NewReader(whole))
				return errors.Join(err, buffered.Flush())
			},
		}
		for i, way := range ways {
			var b limit.Buffer
			testkit.Must(t, way(&b))
			kept := min(len(whole), limit.Output)
			if b.String() != string(whole[:kept]) || b.Dropped() != int64(len(whole)-kept) || b.End() != string(whole[max(0, len(whole)-limit.End):]) {
				t.Errorf("way %d of %d bytes: %d kept, %d dropped, %d at the end", i, len(whole), len(b.String()), b.Dropped(), len(b.End()))
			}
		}
	})
}
