package engine

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

// info is what of "docker info" and "nerdctl info", and in Host of "podman
// info", says what an engine runs, and where.
type info struct {
	ID, DockerRootDir, Name, KernelVersion string
	OSType, Architecture                   string
	SecurityOptions, ServerErrors          []string

	Host *struct {
		OS, Arch, Hostname, Kernel string
		Security                   struct{ Rootless bool }
	}
}

// fit says why an engine that answered cannot make a cluster, or nil.
func (i info) fit(name string) error {
	switch {
	case len(i.ServerErrors) > 0: // Docker 20.10 calls that a success
		why := strings.Join(i.ServerErrors, "; ")
		return &unfitError{i18n.Text("%s: %s", name, why), remedy(name, why)}
	case name == "docker" && i.Host != nil:
		return &unfitError{i18n.Text("docker is an alias for podman"), i18n.Text("set KIND_EXPERIMENTAL_PROVIDER=podman")}
	case i.rootless():
		return &unfitError{i18n.Text("%s runs in rootless mode, but a node needs an engine that runs as root", name), rootful(name)}
	}
	return nil
}

// rootless tells it as kind does.
func (i info) rootless() bool {
	return i.Host != nil && i.Host.Security.Rootless ||
		slices.ContainsFunc(i.SecurityOptions, func(option string) bool { return slices.Contains(strings.Split(option, ","), "name=rootless") })
}

func rootful(name string) i18n.Message {
	if name == "docker" {
		return i18n.Text("use the system-wide Docker: run docker context use default, and unset DOCKER_HOST if it is set")
	}
	return i18n.Text("run labs as root (sudo) to use the system-wide %s, or install Docker", name)
}

// Identity tells an engine from others with the same command, where it has an ID.
func (e *Engine) Identity() string {
	if e.info.ID == "" {
		return ""
	}
	return e.info.ID + " " + e.info.DockerRootDir
}

// RunsOn says whether the engine's containers run on the machine of a host name and kernel.
func (e *Engine) RunsOn(hostname, kernel string) bool {
	if host := e.info.Host; host != nil {
		return host.Hostname == hostname && host.Kernel == kernel
	}
	return e.info.Name == hostname && e.info.KernelVersion == kernel
}

// architectures has the names of the kernel's machines as Go and OCI call them.
var architectures = map[string]string{"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "i686": "386"}

// Platform is OS/ARCHITECTURE of the images that an engine runs which Detect
// has found.
func (e *Engine) Platform() (string, error) {
	if e.unread != nil {
		return "", i18n.Errorf("read the container engine's system information: %w", e.unread)
	}
	system, machine := e.info.OSType, e.info.Architecture
	if host := e.info.Host; host != nil {
		system, machine = cmp.Or(system, host.OS), cmp.Or(machine, host.Arch)
	}
	return cmp.Or(system, "linux") + "/" + cmp.Or(architectures[machine], machine, "amd64"), nil
}

// read keeps what an engine says of itself.
func (e *Engine) read(text string) error {
	e.unread = json.Unmarshal([]byte(text), &e.info)
	return e.info.fit(e.Name)
}
