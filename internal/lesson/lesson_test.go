package lesson_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"k8s.io/apimachinery/pkg/util/yaml"

	"labs.local/labs/internal/backup"
	"labs.local/labs/internal/console"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/learner"
	"labs.local/labs/internal/lesson"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/progress"
	"labs.local/labs/internal/runner"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/fake"
)

const text = `
metadata: {name: one}
steps:
- name: demo
  operations: [{exec: {pod: web, command: [env]}}]
  checks: [{match: PATH}]
- name: task
  checks: [{exec: {pod: web, command: [look]}, equals: done}]
  solution: [{apply: pod.yaml}]
`

// nowhere is a state folder without a kubeconfig.
type nowhere struct{ path string }

func (n nowhere) Work(lab string) string { return filepath.Join(n.path, "work", lab) }
func (n nowhere) Enter(string) error     { return nil }
func (n nowhere) Leave() error           { return nil }

// safe is a buffer that two goroutines may use.
type safe struct {
	mu sync.Mutex
	bytes.Buffer
}

func (s *safe) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Buffer.Write(p)
}

// keys are pressed by a test, at whatever prompt there is.
type keys chan rune

func (k keys) Prompt() <-chan rune { return k }

// room is where a learner sits at a terminal, whose keys a test presses.
type room struct {
	learner *learner.Learner
	log     *event.Log
	screen  *console.Lesson
	world   *fake.World
	keys    keys
	out     *safe

	lesson.Options

	mu      sync.Mutex
	failing string
	answers map[string]string
}

func (r *room) set(call, answer string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers[call] = answer
}

func enter(t *testing.T) *room {
	t.Helper()
	r := &room{world: fake.New(t), keys: make(keys), out: &safe{}, answers: map[string]string{
		"create namespace": "uid", "namespace": "uid", "exec one/web/: env": "PATH=/", "contents": "Pod/web",
	}}
	r.world.Answer = func(ctx context.Context, call string) (lab.Output, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.failing != "" && strings.HasPrefix(call, r.failing) {
			return lab.Output{}, errors.New("connection refused")
		}
		for begin, text := range r.answers {
			if strings.HasPrefix(call, begin) {
				return lab.Output{Text: text}, ctx.Err()
			}
		}
		return lab.Output{}, ctx.Err()
	}
	one, dir := &lab.Lab{}, nowhere{t.TempDir()}
	testkit.Must(t, yaml.Unmarshal([]byte(text), one))
	one.Texts = map[string]*lab.Text{"en": {Title: "One", Sections: []lab.Section{
		{Step: "demo", Title: "Demo", Body: "Look."}, {Step: "task", Title: "Task", Body: "Do.", Hints: []string{"First.", "Second."}},
	}}}
	course := &lab.Course{Name: "course", Labs: []*lab.Lab{one}, Files: fstest.MapFS{"manifests/pod.yaml": {Data: []byte("kind: Pod\n")}}}
	streams := &term.Streams{Out: r.out, Err: &safe{}, Live: true, Columns: term.Fixed(80)}
	r.log, r.screen = event.NewLog(), console.NewLesson(streams, term.NewStatus(streams), course, "en")
	r.learner = &learner.Learner{
		Course: course, File: progress.File(filepath.Join(dir.path, "progress.json")), Dir: dir, Backups: backup.Store(filepath.Join(dir.path, "backups")),
		Cluster: r.world,
		Runner: &runner.Runner{
			Cluster: r.world, Images: r.world, Course: course, Version: "v1.37.2", Limits: limit.Limits{Timeout: time.Second},
			Emit: func(e event.Event) { r.log.Add(e) },
		},
	}
	r.Options = lesson.Options{
		Attended: true,
		Lock:     func(context.Context) (func(), error) { return func() {}, nil },
		Alive:    func(context.Context) error { return nil },
	}
	return r
}

// longest is more than what passes between two looks at a task.
const longest = 20 * time.Second

// fail makes calls that begin so fail from now on.
func (r *room) fail(call string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failing = call
}

// sit takes a lesson while a test presses keys, and gives what was printed.
func (r *room) sit(t *testing.T, work func()) (string, error) {
	t.Helper()
	return r.act(t, func(ctx context.Context, l *lesson.Lesson) error { return l.Run(ctx) }, work)
}

func (r *room) act(t *testing.T, act func(context.Context, *lesson.Lesson) error, work func()) (string, error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l, ended := lesson.New(r.learner, r.log, r.Options), make(chan error, 2)
	go func() {
		defer r.log.Close()
		ended <- act(ctx, l)
	}()
	read := make(chan struct{})
	go func() {
		defer close(read)
		if err := r.screen.Attend(r.log, r.keys, l.Do); err != nil {
			cancel()
		}
	}()
	work()
	err := <-ended
	<-read
	return strings.ReplaceAll(r.out.String(), "\r\x1b[2K", ""), err
}

func (r *room) press(keys string) {
	for _, key := range keys {
		r.keys <- key
		synctest.Wait()
	}
}

// holds says which of some texts are in another, in that order.
func holds(t *testing.T, text string, wanted ...string) {
	t.Helper()
	rest := text
	for _, want := range wanted {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Fatalf("no %q, or not in this order, in\n%s", want, text)
		}
		rest = after
	}
}

func TestADemonstrationRunsWhenTheLearnerSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t)
		out, err := r.sit(t, func() {
			synctest.Wait()
			if calls := r.world.Calls(); strings.Contains(calls, "exec") {
				t.Errorf("it ran before Enter: %s", calls)
			}
			r.press("\nq")
		})
		testkit.Must(t, err)
		holds(t, out, "step 1 of 2", "$ kubectl exec web -- env", "Enter run it · s skip", "│ PATH=/", "Step demo passed", "Enter next step")
		testkit.Equal(t, strings.Count(out, "$ kubectl exec"), 1)
	})
}

func TestATaskPassesByTheLearnersOwnWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t)
		r.Watch = true
		out, err := r.sit(t, func() {
			synctest.Wait()
			r.press("shhh?l")
			r.set("exec one/web/: look", "wrong")
			r.world.Change(nil)
			time.Sleep(5 * time.Second) // of the bubble's clock: it has settled
			r.set("exec one/web/: look", "done")
			r.world.Change(nil)
			synctest.Wait()
		})
		testkit.Must(t, err)
		holds(t, out, "Skipped demo", "step 2 of 2", "○ pod/web, look: output equals done", "Hint 1 of 2.** First", "Hint 2 of 2.** Second", "last hint", "Hint 2 of 2",
			"  n next\n", "▸ one", "✗ pod/web, look: output equals done", `got "wrong"`, "✓ pod/web, look: output equals done", "Step task passed",
			"Lab one is done", "Saved backup 1", "End of the course", "one/demo")
	})
}

func TestResetAsksAndNoMeansNo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t)
		out, err := r.sit(t, func() {
			synctest.Wait()
			r.press("r\n") // Enter alone is no yes
			if calls := r.world.Calls(); strings.Contains(calls, "delete") {
				t.Errorf("deleted after no: %s", calls)
			}
			r.press("rY")
			if calls := r.world.Calls(); !strings.Contains(calls, "delete namespace one") {
				t.Errorf("not deleted after yes: %s", calls)
			}
			r.press("q")
		})
		testkit.Must(t, err)
		holds(t, out, "This deletes from lab one:", "- pod/web", "A backup is saved first", "Nothing was deleted or changed", "Saved backup 1", "Lab one was reset", "step 1 of 2")
	})
}

func TestAClosedTerminalEndsTheSitting(t *testing.T) {
	for _, keys := range []string{"", "s"} {
		synctest.Test(t, func(t *testing.T) {
			r := enter(t)
			_, err := r.sit(t, func() {
				synctest.Wait()
				r.press(keys)
				close(r.keys)
			})
			testkit.Equal(t, errors.Is(err, context.Canceled), true)
		})
	}
}

func TestAClusterThatGoesAwayIsSaid(t *testing.T) {
	for name, away := range map[string]func(*room){
		"the watch says so": func(r *room) { r.world.Change(errors.New("connection refused")) },
		"a look says so": func(r *room) {
			r.fail("namespace")
			time.Sleep(longest)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := enter(t)
				r.Alive = func(context.Context) error { return errors.New("the cluster is stopped") }
				_, err := r.sit(t, func() {
					synctest.Wait()
					r.press("s")
					away(r)
				})
				testkit.Equal(t, testkit.Text(err), "the cluster is stopped")
			})
		})
	}
}

func TestUnattendedEverythingRuns(t *testing.T) {
	r := enter(t)
	r.Attended, r.Yes = false, true
	r.set("exec one/web/: look", "done")
	out, err := r.sit(t, func() {})
	testkit.Must(t, err)
	holds(t, out, "Step demo passed", "Step task passed", "You have passed every step of the course, 2 in all")
}
