package image_test

import (
	"context"
	"testing"

	"labs.local/labs/internal/image"
	"labs.local/labs/internal/testkit"
)

// Podman writes names out, and IDs without the name of their hash.
func TestWhatLabsBuiltIsCalledTheSameByAllEngines(t *testing.T) {
	want := []image.Own{{"labs-node:v1", 5, true}, {"localhost/toolbox:v1", 3, false}, {"sha256:4e81", 1, false}}
	for engineName, text := range map[string]string{
		"docker": `[{"Id": "sha256:1", "RepoTags": ["labs-node:v1"], "Size": 5, "Config": {"Labels": {"io.labs.node": "x"}}},
			{"Id": "sha256:2", "RepoTags": ["localhost/toolbox:v1"], "Size": 3, "Config": {"Labels": {"labs.local/inputs": "x"}}},
			{"Id": "sha256:4e81", "RepoTags": [], "Size": 1, "Config": {"Labels": {"labs.local/stage": "x"}}}]`,
		"podman": `[{"Id": "1", "RepoTags": ["docker.io/library/labs-node:v1"], "Size": 5, "Config": {"Labels": {"io.labs.node": "x"}}},
			{"Id": "2", "RepoTags": ["localhost/toolbox:v1"], "Size": 3, "Config": {"Labels": {"labs.local/inputs": "x"}}},
			{"Id": "4e81", "RepoTags": [], "Size": 1, "Config": {"Labels": {"labs.local/stage": "x"}}}]`,
	} {
		t.Run(engineName, func(t *testing.T) {
			e := &engine{answer: func(_ context.Context, _ string, args []string) (string, error) {
				if args[1] == "ls" {
					return "1 2 4e81", nil
				}
				return text, nil
			}}
			own, err := image.ListOwn(t.Context(), e)
			testkit.Must(t, err)
			testkit.Equal(t, own, want)
			testkit.Equal(t, own[2].Nameless(), true)
		})
	}
}
