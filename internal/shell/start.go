package shell

import (
	"maps"
	"os"
	"path/filepath"
	"slices"

	"labs.local/labs/internal/replace"
)

// Start is how a shell is started so that the learner's own start-up files are
// read first, and labs' after them.
type Start struct {
	// Args are the program's arguments, Environ what its environment has more.
	Args, Environ []string

	files map[string]string
}

// Start says how a shell is started, with its start-up files in a folder and
// the completion of labs in it. A foreign shell gets neither.
func (e *Environment) Start(k Kind, dir, completion string, getenv func(string) string) *Start {
	s := &Start{files: map[string]string{}}
	file := func(name, from string) string {
		path := filepath.Join(dir, name)
		s.files[path] = e.render(from, k, completion)
		return path
	}
	switch k {
	case Bash:
		s.Args = []string{"--rcfile", file("bashrc", "bashrc")}
	case Fish:
		s.Args = []string{"--init-command", "source " + k.Quote(file("config.fish", "config.fish"))}
	case Zsh:
		s.handBack("ZDOTDIR", filepath.Dir(file("zsh/.zshenv", "zshenv")), getenv)
	case Sh: // the shell expands ENV, but not what comes of that
		s.Environ = []string{"LABS_RC=" + file("shrc", "shrc")}
		s.handBack("ENV", "$LABS_RC", getenv)
	}
	return s
}

// handBack sets a variable, and keeps its value for the start-up file.
func (s *Start) handBack(name, value string, getenv func(string) string) {
	s.Environ = append(s.Environ, name+"="+value)
	if own := getenv(name); own != "" {
		s.Environ = append(s.Environ, "LABS_"+name+"="+own)
	}
}

// Write writes the start-up files.
func (s *Start) Write() error {
	for _, path := range slices.Sorted(maps.Keys(s.files)) {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := replace.File(path, []byte(s.files[path]), 0o600); err != nil {
			return err
		}
	}
	return nil
}
