package image_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

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
		testkit.Equal(t, image.ID(t.Context(), e, "a:v1"), want)
	}
	testkit.Equal(t, image.ID(t.Context(), has("", ""), "a:v1"), "")
}
