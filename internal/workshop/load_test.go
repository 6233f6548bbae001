package workshop_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/workshop"
)

type loading struct {
	*workshop.Loader
	engine  *engine
	status  *status
	courses string
}

func loader(t *testing.T, e *engine) *loading {
	l := &loading{engine: e, status: &status{}, courses: filepath.Join(t.TempDir(), "courses")}
	l.Loader = &workshop.Loader{Engine: e, Platform: "linux/amd64", Status: l.status, Courses: l.courses}
	return l
}

func (l *loading) load(ctx context.Context, t *testing.T, path string) (*workshop.Loaded, error) {
	t.Helper()
	file, err := os.Open(path)
	testkit.Must(t, err)
	defer file.Close()
	info, err := file.Stat()
	testkit.Must(t, err)
	return l.Load(ctx, file, info.Size())
}

// left gives what is in the folder of courses.
func (l *loading) left(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(l.courses)
	if !errors.Is(err, fs.ErrNotExist) {
		testkit.Must(t, err)
	}
	for _, entry := range entries {
		if entry.Name() != ".lock" {
			names = append(names, entry.Name())
		}
	}
	return names
}

var all = []string{"node:v1", "localhost/toolbox:v1", "busybox:1"}

func TestALoadGivesTheEngineWhatItLacks(t *testing.T) {
	path := saved(t, has("node:v1", "busybox:1"))
	for name, test := range map[string]struct {
		engine          *engine
		loaded, present []string
	}{
		"nothing there": {has(), all, nil},
		"some there":    {has("busybox:1"), all[:2], all[2:]},
		"all there":     {has(all...), nil, all},
		"another there": {&engine{images: map[string]string{"busybox:1": "other"}}, all, nil},
	} {
		t.Run(name, func(t *testing.T) {
			l := loader(t, test.engine)
			loaded, err := l.load(t.Context(), t, path)
			testkit.Must(t, err)
			testkit.Equal(t, loaded.Images, test.loaded)
			testkit.Equal(t, loaded.Present, test.present)
			testkit.Equal(t, slices.Contains(test.engine.commands, "load"), len(test.loaded) > 0)
			for _, one := range all {
				testkit.Equal(t, test.engine.images[one], has(one).images[one])
			}
		})
	}
}

func TestACourseIsUnpackedOnce(t *testing.T) {
	l := loader(t, has())
	path := saved(t, has("node:v1", "busybox:1"))
	loaded, err := l.load(t.Context(), t, path)
	testkit.Must(t, err)
	testkit.Equal(t, l.left(t), []string{filepath.Base(loaded.Course)})
	testkit.Equal(t, strings.HasPrefix(filepath.Base(loaded.Course), "mine_course-"), true)
	edited := filepath.Join(loaded.Course, "labs/01-one/en.md")
	testkit.Must(t, os.WriteFile(edited, []byte("mine"), 0o600))
	again, err := l.load(t.Context(), t, path)
	testkit.Must(t, err)
	testkit.Equal(t, again.Course, loaded.Course)
	data, err := os.ReadFile(edited)
	testkit.Must(t, err)
	testkit.Equal(t, string(data), "mine")
}

func TestTheBuiltinCourseIsNotUnpacked(t *testing.T) {
	e := has("node:v1", "busybox:1")
	s, _ := saver(e)
	course := courseOf(t, source)
	path := filepath.Join(t.TempDir(), "w.tar.zst")
	_, err := s.Save(t.Context(), course, bundle.Course{Name: "labs", Builtin: true}, workshop.Trees(course), path)
	testkit.Must(t, err)
	for _, same := range []bool{true, false} {
		l := loader(t, has())
		if same {
			l.Builtin, err = bundle.CourseDigest(workshop.Trees(course)...)
			testkit.Must(t, err)
		}
		loaded, err := l.load(t.Context(), t, path)
		testkit.Must(t, err)
		testkit.Equal(t, loaded.Course == "", same)
		testkit.Equal(t, len(l.left(t)) == 0, same)
	}
}

// TestNothingIsLoadedOfWhatIsNotWhole damages a bundle in each of its bytes:
// the engine gets blobs, and never what makes images of them.
func TestNothingIsLoadedOfWhatIsNotWhole(t *testing.T) {
	path := saved(t, has("node:v1", "busybox:1"))
	data, err := os.ReadFile(path)
	testkit.Must(t, err)
	damages := [][]byte{data[:len(data)-1], data[:len(data)-100], append(slices.Clone(data), 'x')}
	for i := 0; i < len(data); i += 7 {
		damaged := slices.Clone(data)
		damaged[i] ^= 0x55
		damages = append(damages, damaged)
	}
	for _, damaged := range damages {
		testkit.Must(t, os.WriteFile(path, damaged, 0o600))
		l := loader(t, has())
		_, err = l.load(t.Context(), t, path)
		if !errors.As(err, new(*bundle.InvalidError)) {
			t.Errorf("got %v", err)
		}
		testkit.Equal(t, l.engine.images, map[string]string{})
		testkit.Equal(t, l.engine.loaded, []byte(nil))
		testkit.Equal(t, l.left(t), []string(nil))
	}
}

func TestABundleForAnotherMachineIsRefused(t *testing.T) {
	l := loader(t, &engine{images: map[string]string{}})
	l.Platform = "linux/arm64"
	_, err := l.load(t.Context(), t, saved(t, has("node:v1", "busybox:1")))
	if !errors.As(err, new(*bundle.PlatformError)) || !strings.Contains(err.Error(), "is for linux/amd64, but the container engine runs images for linux/arm64") {
		t.Errorf("got %v", err)
	}
	testkit.Equal(t, l.engine.commands, []string(nil))
}

func TestAnEngineThatFailsSaysWhy(t *testing.T) {
	full := errors.New("no space left on device")
	l := loader(t, &engine{images: map[string]string{}, broken: full})
	_, err := l.load(t.Context(), t, saved(t, has("node:v1", "busybox:1")))
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	testkit.Equal(t, l.left(t), []string(nil))
}

func TestAnEngineThatLosesAnImageIsNotBelieved(t *testing.T) {
	l := loader(t, &engine{images: map[string]string{}, lost: "localhost/toolbox:v1"})
	_, err := l.load(t.Context(), t, saved(t, has("node:v1", "busybox:1")))
	testkit.Equal(t, testkit.Text(err), "image localhost/toolbox:v1: the engine loaded the bundle, but has no image with that name\nhint: run labs doctor to check the engine")
	testkit.Equal(t, l.left(t), []string(nil))
}

func TestAnInterruptedLoadKeepsNothing(t *testing.T) {
	path := saved(t, has("node:v1", "busybox:1"))
	for _, at := range []string{"Verifying"} {
		l := loader(t, has())
		ctx, cancel := context.WithCancel(t.Context())
		l.Status = &stopping{status{}, at, cancel}
		_, err := l.load(ctx, t, path)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", at, err)
		}
		testkit.Equal(t, l.engine.images, map[string]string{})
		testkit.Equal(t, l.left(t), []string(nil))
	}
}
