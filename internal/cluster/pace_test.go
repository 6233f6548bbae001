package cluster

import (
	"testing"

	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

func TestThePaceIsThatOfTheLastStart(t *testing.T) {
	d := Dir(t.TempDir())
	testkit.Equal(t, d.Pace(), limit.Pace(1)) // nothing is known of it
	testkit.Must(t, d.write(&record{Pace: 2}))
	testkit.Equal(t, d.Pace(), limit.Pace(2))
}
