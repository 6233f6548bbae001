// Package workshop takes what a course needs out of a container engine into a
// bundle, and gives an engine what is in one.
package workshop

import (
	"cmp"
	"context"
	"encoding/json"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
)

// Progress is told what is being done.
type Progress interface {
	Set(format string, args ...any)
	Measure(total int64, text i18n.Message) (count func(n int))
}

// info is what of "docker info" and "nerdctl info", and in Host of "podman
// info", says what an engine runs.
type info struct {
	OSType, Architecture string
	Host                 struct{ OS, Arch string }
}

// architectures has the names of the kernel's machines as Go and OCI call them.
var architectures = map[string]string{"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "i686": "386"}

// platform is OS/ARCHITECTURE of the images that an engine runs.
func platform(ctx context.Context, e image.Engine) (string, error) {
	text, err := e.Output(ctx, "info", "--format", "{{json .}}")
	if err != nil {
		return "", err
	}
	var i info
	if err := json.Unmarshal([]byte(text), &i); err != nil {
		return "", i18n.Errorf("read what the container engine says of itself: %w", err)
	}
	machine := cmp.Or(i.Architecture, i.Host.Arch)
	return cmp.Or(i.OSType, i.Host.OS, "linux") + "/" + cmp.Or(architectures[machine], machine, "amd64"), nil
}
