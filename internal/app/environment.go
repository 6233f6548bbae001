package app

import (
	"os"
	"os/user"
	"path/filepath"

	"github.com/adrg/xdg"
)

// settleHome has this process, and the programs that it runs, know the user's
// home folder where the environment does not: cron, services and containers
// leave it out. A user without one can still set XDG_STATE_HOME and the like.
func settleHome() {
	if home, err := os.UserHomeDir(); err == nil && filepath.IsAbs(home) {
		return
	}
	u, err := user.Current()
	if err != nil || !filepath.IsAbs(u.HomeDir) {
		return
	}
	if os.Setenv("HOME", u.HomeDir) == nil {
		xdg.Reload()
	}
}

// withoutContentTrust has the engine, kind's calls of it too, take the images
// that labs itself built, and those of kind, which nobody signs.
func withoutContentTrust() error { return os.Unsetenv("DOCKER_CONTENT_TRUST") }
