package cluster

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// lastLines is how much of a node's log a message has.
const lastLines = 5

// FailedError is a node that did not start, with what it leaves to look at.
type FailedError struct {
	err error
	// last is the end of the node's log, where that matters.
	last string
	// logs is the folder that has all logs.
	logs string
	hint i18n.Message
}

func (e *FailedError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *FailedError) Localized() i18n.Message {
	lines := []i18n.Message{i18n.Text("%v", e.err)}
	if e.last != "" {
		lines = append(lines, i18n.Text("the last lines of its log:\n%s", e.last))
	}
	if e.logs != "" {
		lines = append(lines, i18n.Text("all logs are in %s", e.logs))
	}
	if !e.hint.IsZero() {
		lines = append(lines, i18n.Text("hint: %v", e.hint))
	}
	return i18n.Join("\n", lines...)
}

func (e *FailedError) Unwrap() error { return e.err }

// failed keeps the logs of a node that did not start, before it is removed, and
// adds to the error what they show.
func (k *Kind) failed(ctx context.Context, err error) error {
	found, lookErr := k.nodeContainers(ctx)
	if ctx.Err() != nil || lookErr != nil || len(found) == 0 || errors.As(err, new(*FailedError)) || errors.As(err, new(*unreachableError)) {
		return err
	}
	failed := &FailedError{err: err, logs: k.Failed}
	ctx, cancel := context.WithTimeout(ctx, k.Dir.Pace().Of(limit.Logs))
	defer cancel()
	if k.Failed != "" {
		if os.RemoveAll(k.Failed) != nil || os.MkdirAll(k.Failed, 0o700) != nil {
			failed.logs = ""
		}
		_ = k.Logs(ctx, k.Failed) // what can be had of a broken node
	}
	log := k.serialLog(ctx, found[0])
	if booting(err) {
		failed.last = end(log)
	}
	failed.hint = cause(err, log, found[0])
	return failed
}

// serialLog is what the node printed while it booted.
func (k *Kind) serialLog(ctx context.Context, node container) string {
	if data, err := os.ReadFile(filepath.Join(k.Failed, node.name, "serial.log")); err == nil && k.Failed != "" {
		return string(data)
	}
	var both limit.Buffer
	_ = k.Engine.Run(ctx, nil, &both, "logs", "--tail", "200", node.name)
	return both.String()
}

func end(log string) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	return strings.Join(lines[max(0, len(lines)-lastLines):], "\n")
}

// booting says whether kind gave up a node before Kubernetes began in it.
func booting(err error) bool {
	return strings.Contains(err.Error(), "could not find a log line")
}

// cause says what to do where the words of an error, or of a node that boots,
// give their reason away.
func cause(err error, log string, node container) i18n.Message {
	words, log := err.Error(), strings.ToLower(log)
	switch {
	case strings.Contains(log, "too many open files"), strings.Contains(log, "failed to create inotify"):
		return readInotify(procInotify).exhausted()
	case strings.Contains(words, "client rate limiter"), strings.Contains(words, "would exceed context deadline"):
		return i18n.Text("kubeadm timed out, so the machine is very slow or busy: close other programs, then run `labs up` again")
	case booting(err) && !node.running:
		return i18n.Text("the node exited during startup; check that %s is a kind node image", node.image)
	case booting(err):
		return i18n.Text("the node did not boot within 30s: either %s is not a node image for kind, or the machine is slow or busy; if it is busy, close other programs, then run `labs up` again", node.image)
	}
	return i18n.Message{}
}

// Logs writes what kind exports: the logs of the nodes, of what runs on them,
// and what the engine says of their containers.
func (k *Kind) Logs(ctx context.Context, dir string) error {
	done := make(chan error, 1)
	go func() { done <- k.kind().CollectLogs(k.Name, dir) }() // takes no context
	select {
	case err := <-done:
		if err != nil {
			return i18n.Errorf("collect the logs of cluster %q: %w", k.Name, plain(err))
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
