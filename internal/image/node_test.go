package image_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sigs.k8s.io/kind/pkg/apis/config/defaults"

	dockercli "labs.local/labs/internal/engine"
	"labs.local/labs/internal/image"
	"labs.local/labs/internal/pull"
	"labs.local/labs/internal/testkit"
)

const (
	built   = "localhost/node:v1"
	inspect = "image inspect --format {{.Id}} "
	pulls   = "pull "
)

// tagged is kind's default without its digest.
var tagged, _, _ = strings.Cut(defaults.Image, "@")

// finder resolves with an engine, and with a source that builds unless err.
func finder(e *engine, err error) *image.Nodes {
	return &image.Nodes{Engine: e, Pull: e.pull, Built: built, Progress: e.progress, Build: func(context.Context) error {
		e.commands = append(e.commands, "BUILD")
		return err
	}}
}

func TestAutoTakesTheFirstImageThatIsToBeHad(t *testing.T) {
	here := []string{inspect + built, inspect + defaults.Image, inspect + tagged}
	for name, test := range map[string]struct {
		local, remote string
		want          string
		ran           []string
	}{
		"built here":        {built + defaults.Image, "", built, here[:1]},
		"kind's, local":     {defaults.Image, defaults.Image, defaults.Image, here[:2]},
		"kind's, loaded":    {"docker.io/" + tagged + " ", defaults.Image, tagged, here},
		"kind's, pulled":    {"", defaults.Image, defaults.Image, append(here, pulls+defaults.Image)},
		"built from source": {"", "", built, append(here, pulls+defaults.Image, "BUILD")},
	} {
		t.Run(name, func(t *testing.T) {
			e := has(test.local, test.remote)
			got, err := finder(e, nil).Resolve(t.Context(), image.Auto)
			testkit.Must(t, err)
			testkit.Equal(t, got, test.want)
			testkit.Equal(t, e.ran(), test.ran)
		})
	}
}

func TestAutoSaysWhatItDoes(t *testing.T) {
	e := has("", "")
	_, err := finder(e, nil).Resolve(t.Context(), image.Auto)
	testkit.Must(t, err)
	testkit.Equal(t, e.said, []string{"Cannot pull " + defaults.Image + " (no such image); building the node image from source"})
}

func TestAutoFailsWithAHint(t *testing.T) {
	e := has("", "")
	n := finder(e, errors.New("no compiler"))
	_, err := n.Resolve(t.Context(), image.Auto)
	testkit.Equal(t, testkit.Text(err), "image "+built+": no compiler\nhint: fix the problem shown above, then run this again; what is already compiled is kept")

	n.Built, n.Build = "", nil
	e.ran()
	_, err = n.Resolve(t.Context(), image.Auto)
	testkit.Equal(t, testkit.Text(err), "image "+defaults.Image+": no such image\nhint: connect to a registry, "+
		"load a bundle with `labs bundle load`, use an image that you have with --node-image, or build one with `make node-image` in the source of labs")
	testkit.Equal(t, e.ran(), []string{inspect + defaults.Image, inspect + tagged, pulls + defaults.Image})
}

func TestANamedImageIsTheOneOrAnError(t *testing.T) {
	const own = "registry.example/node:v1.31"
	for name, test := range map[string]struct {
		local, remote, problem string
		ran                    []string
	}{
		"local":  {own, own, "", []string{inspect + own}},
		"pulled": {built, own, "", []string{inspect + own, pulls + own}},
		"missing": {built, defaults.Image, "image " + own + ": no such image\n" +
			"hint: use an image that this machine has, or --node-image auto", []string{inspect + own, pulls + own}},
	} {
		t.Run(name, func(t *testing.T) {
			e := has(test.local, test.remote)
			got, err := finder(e, nil).Resolve(t.Context(), own)
			testkit.Equal(t, testkit.Text(err), test.problem)
			testkit.Equal(t, e.ran(), test.ran)
			testkit.Equal(t, got, own)
		})
	}
}

func TestAnInterruptedPullBuildsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	e := has("", "")
	local := e.answer
	e.answer = func(ctx context.Context, command string, args []string) (string, error) {
		if args[0] == "pull" {
			cancel()
			return "", context.Cause(ctx)
		}
		return local(ctx, command, args)
	}
	if _, err := finder(e, nil).Resolve(ctx, image.Auto); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	testkit.Equal(t, e.ran(), []string{inspect + built, inspect + defaults.Image, inspect + tagged, pulls + defaults.Image})
}

// failed is an engine whose pulls fail, with these words.
type failed string

func (f failed) Watch(context.Context, func(string, bool) bool, ...string) error {
	return dockercli.Failed([]string{"docker", "pull"}, string(f), errors.New("exit status 1"))
}

// The reason why a pull failed is what is said of it, and what to do about it comes
// first.
func TestAPullThatFailedSaysWhy(t *testing.T) {
	failing := func(n *image.Nodes) *image.Nodes {
		n.Pull = (&pull.Puller{Engine: failed("unknown blob"), Status: pull.Silent{}, Idle: time.Hour}).Pull
		return n
	}
	_, err := failing(finder(has("", ""), nil)).Resolve(t.Context(), "a:v1")
	testkit.Equal(t, testkit.Text(err), "image a:v1: the registry has no such image\ndocker reports: unknown blob\n"+
		"hint: check the name; or use an image that this machine has, or --node-image auto")
	e := has("", "")
	_, err = failing(finder(e, nil)).Resolve(t.Context(), image.Auto)
	testkit.Must(t, err)
	testkit.Equal(t, e.said, []string{"Cannot pull " + defaults.Image + " (the registry has no such image); building the node image from source"})
}
