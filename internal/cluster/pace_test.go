package cluster

import (
	"os"
	"testing"

	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

func TestThePaceIsTheSlowestThatTheMachineShows(t *testing.T) {
	d := Dir(t.TempDir())
	testkit.Must(t, d.Notice(7)) // of a cluster that nothing is known of
	if _, err := os.Stat(d.record()); err == nil {
		t.Error("it is remembered")
	}
	testkit.Equal(t, d.Pace(), limit.Pace(1))
	testkit.Must(t, d.write(&record{Pace: 2}))
	for _, step := range []struct{ shown, want limit.Pace }{{1, 2}, {1.5, 2}, {30, 30}, {20, 30}, {3, 3}, {1, 2}} {
		testkit.Must(t, d.Notice(step.shown))
		testkit.Equal(t, d.Pace(), step.want)
	}
}
