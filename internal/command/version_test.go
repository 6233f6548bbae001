package command

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// compiled is what the compiler writes where it is asked for no stamp.
var compiled = &debug.BuildInfo{
	Main:     debug.Module{Version: "v0.2.1-0.20260102030405-0123456789ab"},
	Settings: []debug.BuildSetting{{Key: "GOOS", Value: "linux"}, {Key: "vcs.revision", Value: "beef"}, {Key: "vcs.time", Value: "2026-01-02T03:04:05Z"}},
	Deps: []*debug.Module{
		{Path: "k8s.io/client-go", Version: "v0.37.2"}, {Path: "k8s.io/kubectl", Version: "v0.37.2"},
		{Path: "k8s.io/kube-openapi", Version: "v0.0.1"}, {Path: "sigs.k8s.io/kind", Version: "v0.33.0"},
	},
}

func TestBuild(t *testing.T) {
	stamped := Version{Labs: "v1.0.0", Commit: "cafe", Date: "2025-12-31T00:00:00Z", NodeImage: "labs-node:x"}
	tests := map[string]struct {
		version Version
		info    *debug.BuildInfo
		want    Version
	}{
		"stamped":  {stamped, compiled, Version{Labs: "v1.0.0", Commit: "cafe", Date: "2025-12-31T00:00:00Z", NodeImage: "labs-node:x", Kubectl: "v1.37.2", ClientGo: "v0.37.2", Kind: "v0.33.0"}},
		"compiled": {Version{Labs: Devel}, compiled, Version{Labs: compiled.Main.Version, Commit: "beef", Date: "2026-01-02T03:04:05Z", Kubectl: "v1.37.2", ClientGo: "v0.37.2", Kind: "v0.33.0"}},
		"neither":  {Version{Labs: Devel}, &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, Version{Labs: "devel"}},
		"nothing":  {Version{Labs: Devel}, nil, Version{Labs: "devel"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.want.Go, test.want.OS, test.want.Arch = runtime.Version(), runtime.GOOS, runtime.GOARCH
			if diff := cmp.Diff(test.want, test.version.build(test.info)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
