package image_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sigs.k8s.io/kind/pkg/apis/config/defaults"

	"labs.local/labs/internal/image"
	"labs.local/labs/internal/testkit"
)

const (
	built   = "localhost/node:v1"
	inspect = "image inspect --format {{.Id}} "
	pull    = "pull --quiet "
)

// tagged is kind's default without its digest.
var tagged, _, _ = strings.Cut(defaults.Image, "@")

// finder resolves with an engine, and with a source that builds unless err.
func finder(e *engine, err error) *image.Nodes {
	return &image.Nodes{Engine: e, Built: built, Progress: e.progress, Build: func(context.Context) error {
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
		"kind's, pulled":    {"", defaults.Image, defaults.Image, append(here, pull+defaults.Image)},
		"built from source": {"", "", built, append(here, pull+defaults.Image, "BUILD")},
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
	testkit.Equal(t, e.said, []string{"Pulling " + defaults.Image, defaults.Image + " cannot be pulled (no such image); building the node image from source"})
}

func TestAutoFailsWithAHint(t *testing.T) {
	e := has("", "")
	n := finder(e, errors.New("no compiler"))
	_, err := n.Resolve(t.Context(), image.Auto)
	testkit.Equal(t, testkit.Text(err), "image "+built+": no compiler\nhint: mend what is said above, then run this again; what was compiled is kept")

	n.Built, n.Build = "", nil
	e.ran()
	_, err = n.Resolve(t.Context(), image.Auto)
	testkit.Equal(t, testkit.Text(err), "image "+defaults.Image+": no such image\nhint: connect to a registry, "+
		"load a bundle with labs bundle load, name an image you have with --node-image, or run make node-image in the source of labs, which builds one")
	testkit.Equal(t, e.ran(), []string{inspect + defaults.Image, inspect + tagged, pull + defaults.Image})
}

func TestANamedImageIsTheOneOrAnError(t *testing.T) {
	const own = "registry.example/node:v1.31"
	for name, test := range map[string]struct {
		local, remote, problem string
		ran                    []string
	}{
		"local":  {own, own, "", []string{inspect + own}},
		"pulled": {built, own, "", []string{inspect + own, pull + own}},
		"missing": {built, defaults.Image, "image " + own + ": no such image\n" +
			"hint: it is neither on this machine nor to be pulled; see the engine's images, or use --node-image auto", []string{inspect + own, pull + own}},
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
	testkit.Equal(t, e.ran(), []string{inspect + built, inspect + defaults.Image, inspect + tagged, pull + defaults.Image})
}

func TestAPullThatNeverEndsHasALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := has("", "")
		local := e.answer
		e.answer = func(ctx context.Context, command string, args []string) (string, error) {
			if args[0] == "pull" {
				<-ctx.Done()
				return "", context.Cause(ctx)
			}
			return local(ctx, command, args)
		}
		started := time.Now()
		_, err := finder(e, nil).Resolve(t.Context(), "a:v1")
		testkit.Equal(t, testkit.Text(err), "image a:v1: pull a:v1: not done after 20m0s\n"+
			"hint: it is neither on this machine nor to be pulled; see the engine's images, or use --node-image auto")
		testkit.Equal(t, time.Since(started), 20*time.Minute)
	})
}
