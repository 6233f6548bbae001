package step

import (
	"os"
	"os/exec"
	"strconv"
)

// grouped has a command end with what it started, which Windows keeps as a
// tree and not as a group.
func grouped(command *exec.Cmd) {
	command.Cancel = func() error { return endGroup(command.Process) }
}

// endGroup ends a process and its descendants, as far as those that are in
// between still run.
func endGroup(leader *os.Process) error {
	if exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(leader.Pid)).Run() == nil {
		return nil
	}
	return leader.Kill()
}
