package shell

import (
	"cmp"
	"strings"
)

// Program is the learner's shell: that of Git for Windows says that it is one.
func Program(getenv func(string) string) string {
	return cmp.Or(getenv("SHELL"), getenv("COMSPEC"), "cmd.exe")
}

// isPath says whether a variable is PATH, which is called Path here.
func isPath(name string) bool { return strings.EqualFold(name, "PATH") }
