package engine

import (
	"cmp"
	"encoding/json"

	"labs.local/labs/internal/i18n"
)

// info is what of "docker info" and "nerdctl info", and in Host of "podman
// info", says what an engine runs.
type info struct {
	OSType, Architecture string
	Host                 struct{ OS, Arch string }
}

// architectures has the names of the kernel's machines as Go and OCI call them.
var architectures = map[string]string{"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "i686": "386"}

// Platform is OS/ARCHITECTURE of the images that an engine runs which Detect
// has found.
func (e *Engine) Platform() (string, error) {
	var i info
	if err := json.Unmarshal([]byte(e.info), &i); err != nil {
		return "", i18n.Errorf("read what the container engine says of itself: %w", err)
	}
	machine := cmp.Or(i.Architecture, i.Host.Arch)
	return cmp.Or(i.OSType, i.Host.OS, "linux") + "/" + cmp.Or(architectures[machine], machine, "amd64"), nil
}
