package kube

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// Warnings are what the API server warns of, each once.
type Warnings struct {
	mu    sync.Mutex
	texts []string
}

type warningsKey struct{}

// WithWarnings gives a context whose requests note the warnings that come with
// their answers.
func WithWarnings(ctx context.Context) (context.Context, *Warnings) {
	w := &Warnings{}
	return context.WithValue(ctx, warningsKey{}, w), w
}

// String writes the warnings as kubectl does.
func (w *Warnings) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var text strings.Builder
	for _, one := range w.texts {
		text.WriteString("Warning: " + one + "\n")
	}
	return text.String()
}

func (w *Warnings) add(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.texts, text) {
		w.texts = append(w.texts, text)
	}
}

// warn notes a warning where somebody asks for them.
func warn(ctx context.Context, text string) {
	if w, ok := ctx.Value(warningsKey{}).(*Warnings); ok {
		w.add(text)
	}
}

// warner takes the warnings of the API server's answers.
type warner struct{}

// HandleWarningHeaderWithContext is called for each warning; 299 is the code
// of those that Kubernetes sends.
func (warner) HandleWarningHeaderWithContext(ctx context.Context, code int, _ string, text string) {
	if code == 299 && text != "" {
		warn(ctx, text)
	}
}
