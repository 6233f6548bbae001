package crictl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"

	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

type fake []*runtimeapi.Image

func (f fake) ListImages(context.Context, *runtimeapi.ImageFilter) ([]*runtimeapi.Image, error) {
	return f, nil
}

func (f fake) ImageStatus(_ context.Context, spec *runtimeapi.ImageSpec, _ bool) (*runtimeapi.ImageStatusResponse, error) {
	for _, image := range f {
		if image.Id == spec.Image {
			return &runtimeapi.ImageStatusResponse{Image: image}, nil
		}
	}
	return &runtimeapi.ImageStatusResponse{}, nil
}

var images = fake{
	{Id: "sha256:0123456789abcdef", RepoTags: []string{"localhost:5000/a:1", "localhost:5000/b"}, Size: 1_500_000},
	{Id: "sha256:untagged"},
}

func run(args ...string) (string, error) {
	var out bytes.Buffer
	err := Run(context.Background(), &out, args, func() (Images, error) { return images, nil })
	return out.String(), err
}

func TestInspectSaysWhatKindReads(t *testing.T) {
	out, err := run("inspecti", "sha256:0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Status struct {
			ID       string   `json:"id"`
			RepoTags []string `json:"repoTags"`
		} `json:"status"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	if got.Status.ID != images[0].Id || len(got.Status.RepoTags) != 2 {
		t.Errorf("inspecti says %q", out)
	}
}

func TestInspectFailsWithoutTheImage(t *testing.T) {
	if out, err := run("inspecti", "nothing"); err == nil {
		t.Errorf("no error, but %q", out)
	}
}

func TestImages(t *testing.T) {
	want := `IMAGE              TAG      IMAGE ID        SIZE
localhost:5000/a   1        0123456789abc   1.5MB
localhost:5000/b   <none>   0123456789abc   1.5MB
<none>             <none>   untagged        0.0MB
`
	if got, err := run("images"); err != nil || got != want {
		t.Errorf("images, error %v:\n%s\nwant:\n%s", err, got, want)
	}
}

func TestOtherCallsAreRefused(t *testing.T) {
	for _, args := range [][]string{nil, {"ps"}, {"inspecti"}, {"images", "-q"}} {
		if _, err := run(args...); !errors.Is(err, ErrUsage) {
			t.Errorf("crictl %v: error %v", args, err)
		}
	}
}
