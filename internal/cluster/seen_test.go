package cluster

import (
	"testing"
	"time"

	"labs.local/labs/internal/testkit"
)

var began = time.Date(2030, 5, 4, 12, 0, 0, 0, time.UTC)

// node is a container that runs and was made some time after the beginning
// of the creation.
func node(id string, after time.Duration) container {
	return container{id: id, name: "labs-" + id, image: "node:v1", created: began.Add(after), started: began.Add(time.Hour), running: true}
}

func stopped(c container) container {
	c.running = false
	return c
}

func TestTheStateComparesWhatIsThereWithWhatIsRemembered(t *testing.T) {
	a, b := node("a", time.Minute), node("b", time.Minute)
	unfinished, finished := &record{Created: began}, &record{Created: began, Nodes: []string{"a", "b"}}
	for name, test := range map[string]struct {
		containers []container
		record     *record
		want       State
	}{
		"nothing":                        {nil, nil, Absent},
		"only remembered":                {nil, finished, Absent},
		"only begun":                     {nil, unfinished, Absent},
		"without a record":               {[]container{a}, nil, Foreign},
		"other containers":               {[]container{node("x", time.Minute)}, finished, Foreign},
		"a container more":               {[]container{a, b, node("x", time.Minute)}, finished, Foreign},
		"all run":                        {[]container{a, b}, finished, Running},
		"all stopped":                    {[]container{stopped(a), stopped(b)}, finished, Stopped},
		"one stopped":                    {[]container{a, stopped(b)}, finished, Stopped},
		"cut short":                      {[]container{stopped(a)}, unfinished, Unfinished},
		"made just before, by the clock": {[]container{node("a", -500*time.Millisecond)}, unfinished, Unfinished},
		"made before":                    {[]container{node("a", -time.Second)}, unfinished, Foreign},
		"made too long after":            {[]container{node("a", creationLimit)}, unfinished, Foreign},
		"one of them made in time":       {[]container{node("x", -time.Hour), a}, unfinished, Unfinished},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Equal(t, seen{containers: test.containers, record: test.record}.state(), test.want)
		})
	}
}

func TestWhatIsWrittenDownIsReadAgain(t *testing.T) {
	dir := Dir(t.TempDir() + "/not/yet")
	if r, err := dir.read(); r != nil || err != nil {
		t.Errorf("got %v, %v where nothing is remembered", r, err)
	}
	want := &record{Engine: "docker", Image: "node:v1", Created: began, Nodes: []string{"a"}, Network: "kind"}
	testkit.Must(t, dir.write(want))
	got, err := dir.read()
	testkit.Must(t, err)
	testkit.Equal(t, got, want)
}

func TestTheFilesOfAClusterAreInItsFolder(t *testing.T) {
	testkit.Equal(t, []string{Dir("/s").Kubeconfig(), Dir("/s").Progress(), Dir("/s").record()},
		[]string{"/s/kubeconfig", "/s/progress.json", "/s/cluster.json"})
}
