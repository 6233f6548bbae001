package image_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	dockercli "labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/testkit"
)

// engine has some images, and notes its commands.
type engine struct {
	// answer gives what a command comes to; nil is success without output.
	answer func(ctx context.Context, command string, args []string) (string, error)

	mu       sync.Mutex
	commands []string
	said     []string
}

var errNone = errors.New("no such image")

// has makes an engine that has some local images and can pull others.
func has(local, remote string) *engine {
	e := &engine{}
	e.answer = func(ctx context.Context, command string, args []string) (string, error) {
		reference := args[len(args)-1]
		switch {
		case args[0] == "image" && strings.Contains(local, reference):
			return "sha256:" + reference, nil
		case args[0] == "image", args[0] == "pull" && !strings.Contains(remote, reference):
			return "", errNone
		}
		return "", ctx.Err()
	}
	return e
}

func (e *engine) Output(ctx context.Context, args ...string) (string, error) {
	command := strings.Join(args, " ")
	e.mu.Lock()
	e.commands = append(e.commands, command)
	e.mu.Unlock()
	return e.answer(ctx, command, args)
}

func (e *engine) Run(ctx context.Context, _ io.Reader, stdout io.Writer, args ...string) error {
	text, err := e.Output(ctx, args...)
	if err != nil {
		return err
	}
	_, err = io.WriteString(stdout, text)
	return err
}

// pull is that of Nodes and Builder.
func (e *engine) pull(ctx context.Context, reference string) error {
	_, err := e.Output(ctx, "pull", reference)
	return err
}

// progress notes what is said to the person.
func (e *engine) progress(format string, args ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.said = append(e.said, fmt.Sprintf(format, args...))
}

// ran gives the commands so far and forgets them.
func (e *engine) ran() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	commands := e.commands
	e.commands = nil
	return commands
}

func TestAnUnavailableImageSaysWhatToDo(t *testing.T) {
	err := &image.UnavailableError{Image: "a:v1", Err: errNone, Hint: i18n.Text("build it")}
	testkit.Equal(t, err.Error(), "image a:v1: no such image\nhint: build it")
	if !errors.Is(err, errNone) {
		t.Error("it hides its cause")
	}
}

// Docker says "sha256:", podman does not.
func TestAnIDIsADigest(t *testing.T) {
	for said, want := range map[string]string{"sha256:4e81": "sha256:4e81", "4e81": "sha256:4e81"} {
		e := &engine{answer: func(context.Context, string, []string) (string, error) { return said, nil }}
		id, err := image.ID(t.Context(), e, "a:v1")
		testkit.Equal(t, []any{id, err}, []any{want, nil})
	}
	id, err := image.ID(t.Context(), has("", ""), "a:v1")
	testkit.Equal(t, []any{id, err}, []any{"", nil})
}

// What an interrupted engine, or one that is gone, did not find may be there:
// nothing is pulled, built or said then.
func TestAnImageThatNobodyLookedForIsNotAbsent(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	gone := dockercli.Failed([]string{"docker", "image", "inspect"}, "Cannot connect to the Docker daemon", errors.New("exit status 1"))
	for name, test := range map[string]struct {
		ctx context.Context
		err error
	}{"interrupted": {canceled, context.Canceled}, "gone": {t.Context(), gone}} {
		t.Run(name, func(t *testing.T) {
			e := &engine{answer: func(context.Context, string, []string) (string, error) { return "", test.err }}
			for _, wanted := range []string{image.Auto, "node:v1"} {
				if _, err := finder(e, nil).Resolve(test.ctx, wanted); !errors.Is(err, test.err) {
					t.Errorf("%s: got %v", wanted, err)
				}
			}
			for _, name := range []string{"boxed", "plain"} {
				if err := builder(e).Ensure(test.ctx, source(), name); !errors.Is(err, test.err) {
					t.Errorf("%s: got %v", name, err)
				}
			}
			if name == "interrupted" {
				testkit.Equal(t, e.said, []string(nil))
			}
			for _, command := range e.ran() {
				if !strings.HasPrefix(command, "image inspect") && (name == "interrupted" || !strings.Contains(command, "plain")) {
					t.Errorf("it ran %s", command)
				}
			}
		})
	}
}
