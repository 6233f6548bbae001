package limit_test

import (
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
