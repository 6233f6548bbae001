//go:build unix

package step

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// grouped has a command start as a process group of its own, which ends as one.
func grouped(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return endGroup(command.Process) }
}

// endGroup ends a process and all that it started in its group.
func endGroup(leader *os.Process) error {
	err := syscall.Kill(-leader.Pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}
