package main

import (
	"os"
	"runtime/debug"
	"time"
)

// All programs of a node are busy for startTime and nearly idle from then on,
// when what they hold is memory: they get rid of what the start left, and keep
// restPercent of garbage for all that they use (GOGC of package runtime), half
// as much as programs do.
const (
	startTime   = 20 * time.Second
	restPercent = 50
)

func saveMemory() {
	if os.Getenv("GOGC") != "" {
		return
	}
	time.AfterFunc(startTime, func() {
		debug.SetGCPercent(restPercent)
		debug.FreeOSMemory()
	})
}
