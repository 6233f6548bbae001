package command

import (
	"cmp"
	"runtime"
	"runtime/debug"
	"strings"
)

// Devel is the version of a program that nobody gave one.
const Devel = "devel"

// Version says which labs this is: what the linker wrote into the program.
type Version struct {
	Labs string
	// Commit and Date are those of the source, the date in RFC 3339.
	Commit, Date string
	// NodeImage is the reference of the node image built from this source.
	NodeImage string
}

// Build is what is known of a program; what is not known is "".
type Build struct {
	Labs   string `json:"labs"`
	Commit string `json:"commit"`
	// Date is the commit's, not that of the build: the same source gives the
	// same program.
	Date      string `json:"date"`
	Go        string `json:"go"`
	OS        string `json:"os"`
	Arch      string `json:"arch"`
	NodeImage string `json:"nodeImage"`
	Kubectl   string `json:"kubectl"`
	ClientGo  string `json:"clientGo"`
	Kind      string `json:"kind"`
}

// build adds what the compiler wrote into the program, which is all there is
// where go built it without make, or nil.
func (v Version) build(info *debug.BuildInfo) *Build {
	b := &Build{
		Labs: v.Labs, Commit: v.Commit, Date: v.Date, NodeImage: v.NodeImage,
		Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH,
	}
	if info != nil {
		b.settings(info)
		b.modules(info)
	}
	return b
}

// settings takes from the compiler what the linker was not told.
func (b *Build) settings(info *debug.BuildInfo) {
	if b.Labs == Devel && info.Main.Version != "("+Devel+")" {
		b.Labs = cmp.Or(info.Main.Version, Devel)
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Commit = cmp.Or(b.Commit, setting.Value)
		case "vcs.time":
			b.Date = cmp.Or(b.Date, setting.Value)
		}
	}
}

// modules finds the versions of what labs speaks to clusters with. The modules
// of Kubernetes 1.N have versions that begin with v0.N.
func (b *Build) modules(info *debug.BuildInfo) {
	for _, module := range info.Deps {
		switch module.Path {
		case "k8s.io/kubectl":
			b.Kubectl = strings.Replace(module.Version, "v0.", "v1.", 1)
		case "k8s.io/client-go":
			b.ClientGo = module.Version
		case "sigs.k8s.io/kind":
			b.Kind = module.Version
		}
	}
}
