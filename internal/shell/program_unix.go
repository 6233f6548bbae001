//go:build !windows

package shell

// Program is the learner's shell.
func Program(getenv func(string) string) string {
	if program := getenv("SHELL"); program != "" {
		return program
	}
	return "sh"
}

// isPath says whether a variable is PATH.
func isPath(name string) bool { return name == "PATH" }
