package pull

import (
	"path/filepath"
	"testing"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/testkit"
)

// replay is what a pull shows whose engine writes what is in a file, as it was
// written at a terminal.
func replay(t *testing.T, file string) *noted {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", file))
	testkit.Must(t, err)
	testkit.Program(t, "docker", "cat "+path)
	status := &noted{}
	testkit.Must(t, (&Puller{Engine: &engine.Engine{Name: "docker"}, Status: status, Idle: fiveMinutes}).Pull(t.Context(), "tiny/image:v1@sha256:0c50"))
	return status
}

func TestWhatEnginesWriteSaysHowFarTheyAre(t *testing.T) {
	for file, want := range map[string]struct {
		said  []string
		total int64
		// past are some of the amounts that were seen.
		past []int64
	}{
		"docker.txt": {
			[]string{"Pulling tiny/image:v1", "Unpacking tiny/image:v1"}, 1_049_000*2 + 4_195_000,
			[]int64{2*16_380 + 49_150, 2*1_049_000 + 3_981_000, 2*1_049_000 + 196_600},
		},
		"docker-cut.txt": {
			[]string{"Pulling tiny/image:v1", "Pulling tiny/image:v1: connection lost; the engine is retrying", "Pulling tiny/image:v1", "Unpacking tiny/image:v1"},
			1_049_000*2 + 4_195_000,
			[]int64{1_049_000*2 + 4_195_000 - 2_098_000 + 36_650}, // it goes on in the middle
		},
		"podman.txt": {
			[]string{"Pulling tiny/image:v1"}, 6<<20 + 451,
			[]int64{672<<10 + 688<<10 + 672<<10, 2<<20 + 4_089_446},
		},
	} {
		t.Run(file, func(t *testing.T) {
			got := replay(t, file)
			testkit.Equal(t, got.said, want.said)
			last := got.put[len(got.put)-1]
			testkit.Equal(t, last, amount{want.total, want.total})
			for _, past := range want.past {
				if !got.saw(past) {
					t.Errorf("%d was not seen in %v", past, got.put)
				}
			}
		})
	}
}

// Layers that wait have no size yet, and those that are there need none.
func TestTheSizeIsThatOfAllLayersOrNone(t *testing.T) {
	var l layers
	for _, step := range []struct {
		line        string
		kind        kind
		done, total int64
	}{
		{"v1: Pulling from library/x", moved, 0, 0},
		{"a1a1a1a1a1a1: Already exists", moved, 0, 0},
		{"b2b2b2b2b2b2: Pulling fs layer", moved, 0, 0},
		{"c3c3c3c3c3c3: Waiting", moved, 0, 0},
		{"b2b2b2b2b2b2: Downloading [=>   ]  1.5kB/3kB", moved, 1500, 0},
		{"b2b2b2b2b2b2: Downloading [=>   ]  1.5kB/3kB", still, 1500, 0},
		{"c3c3c3c3c3c3: Downloading [=>   ]  1GB/2GB", moved, 1_000_001_500, 2_000_003_000},
		{"v1: Pulling from library/x", still, 1_000_001_500, 2_000_003_000},
		{"b2b2b2b2b2b2: Download complete", moved, 1_000_003_000, 2_000_003_000},
		{"c3c3c3c3c3c3: Retrying in 5 seconds", moved, 1_000_003_000, 2_000_003_000},
		{"toomanyrequests: You have reached your pull rate limit.", words, 1_000_003_000, 2_000_003_000},
		{"layer-sha256:d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4:    downloading    |++--|  1.0 KiB/2.0 KiB", moved, 1_000_004_024, 2_000_005_048},
		{"Copying blob e5e5e5e5e5e5 [==>----] 1.0KiB / 4.0KiB | 27.0 KiB/s", moved, 1_000_005_048, 2_000_009_144},
		{"Copying blob e5e5e5e5e5e5 [==>----] 1.0KiB / 4.0KiB | 2.7 KiB/s", still, 1_000_005_048, 2_000_009_144},
		{"Copying blob f6f6f6f6f6f6 skipped: already exists", moved, 1_000_005_048, 2_000_009_144},
	} {
		testkit.Equal(t, l.read(step.line), step.kind)
		done, total := l.sum()
		testkit.Equal(t, amount{done, total}, amount{step.done, step.total})
	}
}
