package cluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

// tell makes the node say how far its control plane is.
func tell(t *testing.T, text string) {
	t.Helper()
	testkit.Must(t, os.WriteFile(filepath.Join(os.Getenv("DAEMON"), "trouble"), []byte(text), 0o600))
}

func TestAControlPlaneThatCannotStartIsGivenUpWithTheReason(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	testkit.Must(t, err)
	testkit.Must(t, closed.Close())
	_, port, err := net.SplitHostPort(closed.Addr().String())
	testkit.Must(t, err)
	const log = "/var/log/pods/kube-system_kube-apiserver-x/kube-apiserver/%d.log\n"
	for name, test := range map[string]struct {
		first, then string
		made        bool
		want        string
	}{
		"it takes its time":    {"closed\nnone\n0\n", "closed\nmanifest\n2\n4 " + fmt.Sprintf(log, 4), false, ""},
		"no manifest yet":      {"closed\nnone\n0\n", "closed\nnone\n0\n", false, ""},
		"no manifest any more": {"closed\nnone\n0\n", "", true, "its node has no /etc/kubernetes/manifests/kube-apiserver.yaml, so no API server starts"},
		"it ends and ends":     {"closed\nmanifest\n0\n", "closed\nmanifest\n0\n5 " + fmt.Sprintf(log, 5), false, "kube-apiserver exited 5 times in a row: "},
		"it ended long ago":    {"closed\nmanifest\n0\n7 " + fmt.Sprintf(log, 7), "closed\nmanifest\n0\n8 " + fmt.Sprintf(log, 8), true, ""},
		"the kubelet ends":     {"closed\nnone\n0\n", "closed\nnone\n30\n", false, "the kubelet exited 30 times in a row"},
		"it is elsewhere":      {"open\nmanifest\n0\n", "open\nmanifest\n0\n", false, "its API server runs in node labs-a, but 127.0.0.1:" + port + " on this machine does not reach it: docker runs its containers elsewhere"},
	} {
		t.Run(name, func(t *testing.T) {
			k := stage(t, known(), node("a", 0))
			b := &boot{Kind: k, made: test.made, node: container{name: "labs-a", port: port}}
			tell(t, test.first)
			err := b.hopeless(t.Context())
			for range deafLimit {
				if err == nil {
					tell(t, test.then)
					err = b.hopeless(t.Context())
				}
			}
			if test.want == "" {
				testkit.Must(t, err)
				return
			}
			if !errors.As(err, new(*UnavailableError)) || !strings.HasPrefix(err.Error(), `cluster "labs": `+test.want) || !strings.Contains(err.Error(), "\nhint: ") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheStartOfAnAPIServerIsTimed(t *testing.T) {
	k := stage(t, known("a"), node("a", 0))
	pace, err := (&boot{Kind: k, limit: time.Minute}).attend(t.Context(), func(context.Context) error { return nil })
	testkit.Must(t, err)
	testkit.Equal(t, pace, limit.Pace(1))
}

// Work that is in vain ends before its time: it would go on for as long as its
// context does.
func TestWorkOnAControlPlaneThatCannotStartEnds(t *testing.T) {
	k := stage(t, known(), node("a", 0))
	testkit.Must(t, os.WriteFile(filepath.Join(os.Getenv("DAEMON"), "inspect"), []byte(`[{"Id": "a", "State": {"Running": true}}]`), 0o600))
	tell(t, "closed\nnone\n99\n")
	b := &boot{Kind: k, limit: time.Minute, before: &trouble{}, node: container{name: "labs-a"}}
	_, err := b.attend(t.Context(), func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	})
	if !strings.Contains(testkit.Text(err), "the kubelet exited 99 times in a row") {
		t.Errorf("got %v", err)
	}
	b.limit = 0
	tell(t, "closed\nnone\n0\n")
	if _, err = b.attend(t.Context(), func(context.Context) error { return nil }); !strings.Contains(testkit.Text(err), "the API server did not answer within 0s") {
		t.Errorf("got %v", err)
	}
}

func TestTheLastWordsOfAProgramAreNotItsStack(t *testing.T) {
	const at = "2026-11-29T18:15:13.528828235Z stderr F "
	testkit.Equal(t, lastWords([]string{
		at + "starting", at + "taking room", at + `{"level":"panic","msg":"no space left on device"}`, at + "panic: no space left on device", at,
		at + "goroutine 1 [running]:", at + "main.main()", at + "\tmain.go:32 +0x122",
	}), "taking room\n"+`{"level":"panic","msg":"no space left on device"}`+"\npanic: no space left on device")
	testkit.Equal(t, lastWords([]string{"one"}), "one")
	testkit.Equal(t, lastWords(nil), "")
}
