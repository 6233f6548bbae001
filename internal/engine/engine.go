// Package engine is the container engine under kind: docker, nerdctl (or
// finch) or podman, by its own command line.
package engine

import (
	"context"
	"io"
	"os/exec"
	"strings"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// Engine is one that answers.
type Engine struct {
	// Name is the command, such as "docker".
	Name string
	// info is what it said of itself when it was found, unread why that is unknown.
	info   info
	unread error
}

// kindOrder is the order in which kind v0.33 detects engines.
var kindOrder = []string{"docker", "nerdctl", "finch", "podman"}

// Detect gives the engine that preferred names, or, where it is empty, the
// first of kind's that answers. A slow machine gets more time to.
func Detect(ctx context.Context, preferred string, pace limit.Pace) (*Engine, error) {
	candidates := kindOrder
	if preferred != "" {
		candidates = []string{preferred}
	}
	unavailable := &UnavailableError{}
	for _, name := range candidates {
		e := &Engine{Name: name}
		err := e.answers(ctx, pace.Of(limit.Engine))
		if err == nil {
			return e, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		unavailable.add(name, err, preferred != "")
	}
	if len(unavailable.Reasons) == 0 {
		unavailable.Reasons = []i18n.Message{i18n.Text("none of %s is installed", strings.Join(kindOrder, ", "))}
	}
	return nil, unavailable
}

func (e *Engine) answers(ctx context.Context, within time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(ctx, within, i18n.Errorf("%s does not answer within %s", e.Name, within))
	defer cancel()
	text, err := e.Output(ctx, "info", "--format", "{{json .}}")
	if err != nil {
		return err
	}
	return e.read(text)
}

// BuildOptions are options of "build" by which no container of a step that
// fails is left: Docker's classic builder needs them, and buildx takes them too.
func (e *Engine) BuildOptions() []string {
	if e.Name == "docker" {
		return []string{"--force-rm"}
	}
	return nil
}

// Output runs the engine's command and gives what it prints, trimmed.
func (e *Engine) Output(ctx context.Context, args ...string) (string, error) {
	var stdout limit.Buffer
	err := e.Run(ctx, nil, &stdout, args...)
	if err == nil && stdout.Dropped() > 0 {
		err = i18n.Errorf("%s %s printed more than 1 MiB", e.Name, args[0])
	}
	return strings.TrimSpace(stdout.String()), err
}

// Run runs the engine's command. Its error is a line that can be pasted, and the end of its words.
func (e *Engine) Run(ctx context.Context, stdin io.Reader, stdout io.Writer, args ...string) error {
	var stderr limit.Buffer
	command := exec.CommandContext(ctx, e.Name, args...)
	command.Stdin, command.Stdout, command.Stderr = stdin, stdout, &stderr
	command.WaitDelay = limit.Held
	err := command.Run()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return Failed(append([]string{e.Name}, args...), stderr.End(), err)
}

// Usage is what a container takes at the moment, in the engine's words.
type Usage struct{ CPU, Memory string }

// Usage looks at a container for a second or two; CPU is in percent of one processor.
func (e *Engine) Usage(ctx context.Context, container string) (Usage, error) {
	text, err := e.Output(ctx, "stats", "--no-stream", "--format", "{{.CPUPerc}}|{{.MemUsage}}", container)
	if err != nil {
		return Usage{}, err
	}
	cpu, memory, _ := strings.Cut(text, "|")
	memory, _, _ = strings.Cut(memory, " / ")
	return Usage{CPU: cpu, Memory: memory}, nil
}
