package image_test

import (
	"context"
	"testing"

	"labs.local/labs/internal/image"
	"labs.local/labs/internal/testkit"
)

// Podman writes names out, and IDs without the name of their hash.
func TestWhatLabsBuiltIsCalledTheSameByAllEngines(t *testing.T) {
	type seen struct {
		Name  string
		Bytes int64
		Node  bool
	}
	want := []seen{{"labs-node:v1", 5, true}, {"localhost/toolbox:v1", 3, false}, {"sha256:4e81", 1, false}}
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
			var got []seen
			for _, o := range own {
				got = append(got, seen{o.Name, o.Bytes, o.Node})
			}
			testkit.Equal(t, got, want)
			testkit.Equal(t, own[2].Nameless(), true)
		})
	}
}

// One layer under several images, and one image under several names, takes the
// disk once. Where an engine does not tell the sizes, images count in full.
func TestWhatImagesShareCountsOnce(t *testing.T) {
	const images = `[
		{"Id": "sha256:1", "RepoTags": ["labs-node:a", "labs-node:b"], "Size": 500, "Config": {"Labels": {"io.labs.node": "x"}}, "RootFS": {"Layers": ["root", "kube"]}},
		{"Id": "sha256:2", "RepoTags": ["labs-node:c"], "Size": 600, "Config": {"Labels": {"io.labs.node": "x"}}, "RootFS": {"Layers": ["root", "` + emptyLayer + `", "cube"]}},
		{"Id": "sha256:3", "RepoTags": ["localhost/x:v1"], "Size": 70, "Config": {"Labels": {"labs.local/inputs": "x"}}, "RootFS": {"Layers": ["kube"]}}]`
	for name, test := range map[string]struct {
		history map[string]string
		want    int64
	}{
		"known":   {map[string]string{"sha256:1": "0\n200\n0\n300\n", "sha256:2": "300\n0\n300\n", "sha256:3": "70\n0\n"}, 500 + 300 + 70},
		"unknown": {nil, 500 + 600 + 70},
		"odd":     {map[string]string{"sha256:1": "500\n", "sha256:2": "300\n300\n", "sha256:3": "70\n"}, 500 + 600 + 70},
	} {
		t.Run(name, func(t *testing.T) {
			e := &engine{answer: func(_ context.Context, _ string, args []string) (string, error) {
				switch {
				case args[0] == "history" && test.history == nil:
					return "", errNone
				case args[0] == "history":
					return test.history[args[len(args)-1]], nil
				case args[1] == "ls":
					return "1 2 3", nil
				}
				return images, nil
			}}
			own, err := image.ListOwn(t.Context(), e)
			testkit.Must(t, err)
			testkit.Equal(t, []any{len(own), image.Bytes(own)}, []any{4, test.want})
		})
	}
}

// emptyLayer is an archive without files.
const emptyLayer = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
