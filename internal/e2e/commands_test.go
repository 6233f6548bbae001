//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	labs "labs.local/labs"
	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/kube"
)

// listen takes a port of 127.0.0.1 until the script ends.
func listen(ts *testscript.TestScript, _ bool, args []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:"+args[0])
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
}

// occupy FILE takes the port of 127.0.0.1 that a file names, until the script ends.
func occupy(ts *testscript.TestScript, neg bool, args []string) {
	listen(ts, neg, []string{strings.TrimSpace(ts.ReadFile(args[0]))})
}

// course writes the built-in course into a folder.
func course(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.CopyFS(ts.MkAbs(args[0]), labs.Course))
}

// fill FILE TODO OLD NEW does what every comment "# TODO: ..." of a file that
// has the text asks for: it takes the comment off and puts NEW in the place of
// OLD on the first line below it that has it, before any empty line. It changes
// no other line, and OLD has to be there.
func fill(ts *testscript.TestScript, _ bool, args []string) {
	file, todo, from, to := ts.MkAbs(args[0]), args[1], args[2], args[3]
	var kept []string
	done, marked := 0, false
	for line := range strings.SplitSeq(ts.ReadFile(file), "\n") {
		comment := strings.HasPrefix(strings.TrimSpace(line), "# TODO: ")
		if comment && strings.Contains(line, todo) {
			marked = true
			continue
		}
		switch {
		case marked && strings.TrimSpace(line) == "":
			ts.Fatalf("%s: no %q below the TODO", args[0], from)
		case marked && !comment && strings.Contains(line, from):
			line, marked = strings.Replace(line, from, to, 1), false
			done++
		}
		kept = append(kept, line)
	}
	if done == 0 {
		ts.Fatalf("%s: no TODO says %q", args[0], todo)
	}
	ts.Check(os.WriteFile(file, []byte(strings.Join(kept, "\n")), 0o644))
}

// newcomer forgets the learner of the cluster, with all that they made.
func newcomer(ts *testscript.TestScript, _ bool, _ []string) {
	dir := filepath.Join(stateHome(), "labs", clusterName)
	for _, name := range []string{"progress.json", "work", "backups"} {
		ts.Check(os.RemoveAll(filepath.Join(dir, name)))
	}
	ts.Check(ts.Exec("labs", "kubectl", "get", "namespaces", "--selector=app.kubernetes.io/managed-by=labs", "--output=jsonpath={.items[*].metadata.name}"))
	client, err := kube.New(filepath.Join(dir, "kubeconfig"))
	ts.Check(err)
	client = client.For(kube.Owner{ID: cluster.Dir(dir).Owner(), Alone: true})
	for _, namespace := range strings.Fields(ts.ReadFile("stdout")) {
		ts.Check(client.DeleteNamespace(context.Background(), namespace))
	}
}

// interruptLimit bounds the wait for a text, and for the end of a program.
const interruptLimit = 3 * time.Minute

// interrupt TEXT PROGRAM ARGS... starts a program, sends it SIGINT when its
// output holds the text, and demands exit code 130.
func interrupt(ts *testscript.TestScript, _ bool, args []string) {
	command := exec.Command(args[1], args[2:]...)
	command.Dir = ts.Getenv("WORK")
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LABS_NAME", "GOCACHE", "GOMODCACHE", "GOFLAGS", "GOPROXY"} {
		command.Env = append(command.Env, name+"="+ts.Getenv(name))
	}
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	output := &awaited{text: args[0], seen: make(chan struct{})}
	command.Stdout, command.Stderr = output, output
	ts.Check(command.Start())
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	select {
	case <-output.seen:
		ts.Check(command.Process.Signal(syscall.SIGINT))
	case err := <-ended:
		ts.Fatalf("ended (%v) before it printed %q:\n%s", err, args[0], output)
	case <-time.After(interruptLimit):
		_ = command.Process.Kill()
		ts.Fatalf("did not print %q in %s:\n%s", args[0], interruptLimit, output)
	}
	select {
	case <-ended:
	case <-time.After(interruptLimit):
		_ = command.Process.Kill()
		ts.Fatalf("still runs %s after SIGINT:\n%s", interruptLimit, output)
	}
	ts.Logf("%s", output)
	if code := command.ProcessState.ExitCode(); code != 130 {
		ts.Fatalf("exit code %d after SIGINT, want 130:\n%s", code, output)
	}
}

// awaited is an output that tells when it holds a text.
type awaited struct {
	text string
	seen chan struct{}

	mu     sync.Mutex
	buffer bytes.Buffer
	once   sync.Once
}

func (a *awaited) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.buffer.Write(p)
	if strings.Contains(a.buffer.String(), a.text) {
		a.once.Do(func() { close(a.seen) })
	}
	return len(p), nil
}

func (a *awaited) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.buffer.String()
}
