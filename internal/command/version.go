package command

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"
)

// Devel is the version of a program that nobody gave one.
const Devel = "devel"

// Version says which labs this is; what is not known is "". The linker writes the first three and NodeImage.
type Version struct {
	Labs   string `json:"labs"`
	Commit string `json:"commit"`
	// Date is the commit's, in RFC 3339, not that of the build: the same source gives the same program.
	Date string `json:"date"`
	Go   string `json:"go"`
	OS   string `json:"os"`
	Arch string `json:"arch"`
	// NodeImage is the reference of the node image built from this source.
	NodeImage string `json:"nodeImage"`
	Kubectl   string `json:"kubectl"`
	ClientGo  string `json:"clientGo"`
	Kind      string `json:"kind"`
}

// build adds what the compiler wrote into the program, which is all there is where go built it without make, or nil.
func (v Version) build(info *debug.BuildInfo) Version {
	v.Go, v.OS, v.Arch = runtime.Version(), runtime.GOOS, runtime.GOARCH
	if info != nil {
		v.settings(info)
		v.modules(info)
	}
	return v
}

// settings takes from the compiler what the linker was not told.
func (v *Version) settings(info *debug.BuildInfo) {
	if v.Labs == Devel && info.Main.Version != "("+Devel+")" {
		v.Labs = cmp.Or(info.Main.Version, Devel)
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			v.Commit = cmp.Or(v.Commit, setting.Value)
		case "vcs.time":
			v.Date = cmp.Or(v.Date, setting.Value)
		}
	}
}

// modules finds the versions of what labs speaks to clusters with: the modules of Kubernetes 1.N have v0.N.
func (v *Version) modules(info *debug.BuildInfo) {
	for _, module := range info.Deps {
		switch module.Path {
		case "k8s.io/kubectl":
			v.Kubectl = strings.Replace(module.Version, "v0.", "v1.", 1)
		case "k8s.io/client-go":
			v.ClientGo = module.Version
		case "sigs.k8s.io/kind":
			v.Kind = module.Version
		}
	}
}

// PrintVersion says which labs this is, and which Kubernetes it speaks.
func PrintVersion(s *Setup) *cli.Command {
	asJSON := false
	return &cli.Command{
		Name:   "version",
		Usage:  s.T("print the version"),
		Flags:  []cli.Flag{s.jsonFlag(&asJSON)},
		Action: func(*cli.Context) error { return s.printVersion(asJSON) },
	}
}

func (s *Setup) printVersion(asJSON bool) error {
	compiled, _ := debug.ReadBuildInfo()
	build := s.Version.build(compiled)
	if asJSON {
		return s.printJSON(build)
	}
	s.sayVersion(build)
	return nil
}

// sayVersion leaves out what is not known.
func (s *Setup) sayVersion(b Version) {
	s.Streams.Say("labs %s (%s, %s/%s)", b.Labs, b.Go, b.OS, b.Arch)
	if b.Commit != "" {
		s.Streams.Say("commit %s", strings.TrimSpace(b.Commit+" "+b.Date))
	}
	for _, part := range [][2]string{{"kubectl", b.Kubectl}, {"client-go", b.ClientGo}, {"kind", b.Kind}} {
		if part[1] != "" {
			fmt.Fprintln(s.Streams.Out, part[0], part[1])
		}
	}
	if b.NodeImage != "" {
		s.Streams.Say("node image %s", b.NodeImage)
	}
}
