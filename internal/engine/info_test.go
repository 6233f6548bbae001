package engine_test

import (
	"strings"
	"testing"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/testkit"
)

func TestPlatformIsThatOfTheImagesWhichAnEngineRuns(t *testing.T) {
	for info, want := range map[string]string{
		`{"OSType": "linux", "Architecture": "x86_64"}`:    "linux/amd64", // docker, nerdctl
		`{"OSType": "windows", "Architecture": "aarch64"}`: "windows/arm64",
		`{"host": {"os": "linux", "arch": "arm64"}}`:       "linux/arm64", // podman
		`{"OSType": "linux", "Architecture": "s390x"}`:     "linux/s390x",
		`{"Containers": 3}`:                                "linux/amd64",
	} {
		name := "docker"
		if strings.Contains(info, `"host"`) {
			name = "podman"
		}
		engines{name: "echo '" + info + "'"}.install(t)
		found, err := engine.Detect(t.Context(), "", 1)
		testkit.Must(t, err)
		got, err := found.Platform()
		testkit.Must(t, err)
		testkit.Equal(t, got, want)
	}
}

func TestAnEngineThatSaysNothingOfItselfHasNoPlatform(t *testing.T) {
	engines{"docker": "echo WARNING"}.install(t)
	found, err := engine.Detect(t.Context(), "", 1)
	testkit.Must(t, err)
	if platform, err := found.Platform(); err == nil {
		t.Errorf("Platform() = %q, want an error", platform)
	}
}

func TestAnEngineKnowsItselfAndItsMachine(t *testing.T) {
	for info, want := range map[string][]any{
		`{"ID": "X:Y", "DockerRootDir": "/d", "Name": "vm", "KernelVersion": "6.1"}`: {"X:Y /d", true},
		`{"ID": "X:Y", "Name": "vm", "KernelVersion": "5.4-desktop"}`:                {"X:Y ", false},
		`{"Name": "other", "KernelVersion": "6.1"}`:                                  {"", false},
		`{"host": {"hostname": "vm", "kernel": "6.1"}}`:                              {"", true},
		`{"host": {"hostname": "machine", "kernel": "6.1"}}`:                         {"", false},
	} {
		engines{"podman": "echo '" + info + "'"}.install(t)
		found, err := engine.Detect(t.Context(), "", 1)
		testkit.Must(t, err)
		testkit.Equal(t, []any{found.Identity(), found.RunsOn("vm", "6.1")}, want)
	}
}
