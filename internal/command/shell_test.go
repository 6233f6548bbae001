package command

import (
	"testing"

	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/testkit"
)

func TestAShellThatDoesNotExistIsNamed(t *testing.T) {
	s, _ := desk(t)
	s.Getenv = func(name string) string { return map[string]string{"SHELL": "/bin/nosuchsh"}[name] }
	err := s.openShell(&shell.Environment{}, "labs")
	testkit.Equal(t, testkit.Text(err), "$SHELL is /bin/nosuchsh, which does not exist or is not a program\nhint: set SHELL to an installed shell, for example SHELL=/bin/sh")
}
