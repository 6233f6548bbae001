package cluster

import (
	"fmt"
	"strings"

	"sigs.k8s.io/kind/pkg/log"

	"labs.local/labs/internal/i18n"
)

// logger turns what kind says into progress: each phase once, as it begins.
// Warnings and errors are dropped: kind returns what matters as an error.
type logger struct {
	log.NoopLogger
	Progress func(format string, args ...any)
}

func (l logger) V(level log.Level) log.InfoLogger {
	if level > 0 {
		return log.NoopInfoLogger{}
	}
	return l
}

func (l logger) Info(message string) { l.Infof("%s", message) }

// phases are what kind says; here they stand to be in the catalogue.
var phases = map[string]i18n.Message{
	"Preparing nodes": i18n.Text("Preparing nodes"), "Writing configuration": i18n.Text("Writing configuration"),
	"Starting control-plane": i18n.Text("Starting control-plane"), "Installing CNI": i18n.Text("Installing CNI"),
	"Installing StorageClass": i18n.Text("Installing StorageClass"), "Joining worker nodes": i18n.Text("Joining worker nodes"),
}

// Infof passes on lines of the form " • Preparing nodes 📦  ...".
func (l logger) Infof(format string, args ...any) {
	phase, ok := strings.CutPrefix(strings.TrimSpace(fmt.Sprintf(format, args...)), "• ")
	if !ok || !strings.HasSuffix(phase, "...") {
		return
	}
	phase = strings.TrimRightFunc(strings.TrimSuffix(phase, "..."), func(r rune) bool { return r == ' ' || r > 0x2000 })
	if known, ok := phases[phase]; ok {
		l.Progress("%v", known)
		return
	}
	if image, ok := strings.CutPrefix(phase, "Ensuring node image ("); ok {
		l.Progress("Ensuring node image (%s)", strings.TrimSuffix(image, ")"))
		return
	}
	l.Progress("%s", phase)
}

func (logger) Enabled() bool { return true }
