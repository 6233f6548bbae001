package engine_test

import (
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
		engines{"docker": "echo '" + info + "'"}.install(t)
		found, err := engine.Detect(t.Context(), "")
		testkit.Must(t, err)
		got, err := found.Platform()
		testkit.Must(t, err)
		testkit.Equal(t, got, want)
	}
}

func TestAnEngineThatSaysNothingOfItselfHasNoPlatform(t *testing.T) {
	engines{"docker": "echo WARNING"}.install(t)
	found, err := engine.Detect(t.Context(), "")
	testkit.Must(t, err)
	if platform, err := found.Platform(); err == nil {
		t.Errorf("Platform() = %q, want an error", platform)
	}
}
