package cluster

import (
	"fmt"
	"strings"

	"sigs.k8s.io/kind/pkg/log"
)

// logger turns what kind says into progress: each phase once, as it begins.
type logger struct {
	progress func(format string, args ...any)
}

var _ log.Logger = logger{}

// Warn and Error are dropped: kind returns what matters as an error.
func (logger) Warn(string)          {}
func (logger) Warnf(string, ...any) {}

func (logger) Error(string)          {}
func (logger) Errorf(string, ...any) {}

func (l logger) V(level log.Level) log.InfoLogger {
	if level > 0 {
		return log.NoopInfoLogger{}
	}
	return l
}

func (l logger) Info(message string) { l.Infof("%s", message) }

// Infof passes on lines of the form " • Preparing nodes 📦  ...".
func (l logger) Infof(format string, args ...any) {
	phase, ok := strings.CutPrefix(strings.TrimSpace(fmt.Sprintf(format, args...)), "• ")
	if !ok || !strings.HasSuffix(phase, "...") {
		return
	}
	phase = strings.TrimSuffix(phase, "...")
	l.progress("%s", strings.TrimRightFunc(phase, func(r rune) bool { return r == ' ' || r > 0x2000 }))
}

func (logger) Enabled() bool { return true }
