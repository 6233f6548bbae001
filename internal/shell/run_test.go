//go:build !windows

package shell_test

import (
	"bufio"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/testkit"
)

// TestRunEndsAShellThatMissesASignal has one that takes no SIGTERM, and no
// notice of the first SIGHUP.
func TestRunEndsAShellThatMissesASignal(t *testing.T) {
	process := exec.Command("sh", "-c", `trap : TERM; trap "trap - HUP" HUP; echo ready; while :; do sleep 0.01; done`)
	output, writer, err := os.Pipe()
	testkit.Must(t, err)
	process.Stdout = writer
	go func() {
		_, _ = bufio.NewReader(output).ReadString('\n')
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
	}()
	_ = shell.Run(process)
	testkit.Equal(t, shell.ExitCode(process.ProcessState), 128+int(syscall.SIGHUP))
}
