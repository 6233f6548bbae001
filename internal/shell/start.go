package shell

import (
	"embed"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"labs.local/labs/internal/replace"
)

// Start is how a shell is started so that the learner's own start-up files are read first, and labs' after them.
type Start struct {
	// Args are the program's arguments, Environ what its environment has more.
	Args, Environ []string

	files map[string]string
	// started is the file that a shell makes when it has read labs' files to their end.
	started string
}

// Start says how a shell is started, with start-up files and completion in a folder; a foreign one gets neither.
func (e *Environment) Start(k Kind, dir, completion string, getenv func(string) string) *Start {
	s := &Start{files: map[string]string{}, started: filepath.Join(dir, "started")}
	file := func(name, from string) string {
		path := filepath.Join(dir, name)
		s.files[path] = e.render(from, k, completion, s.started)
		return path
	}
	switch k {
	case Bash:
		s.Args = []string{"--rcfile", file("bashrc", "bashrc")}
	case Fish:
		s.Args = []string{"--init-command", "source " + k.Quote(file("config.fish", "config.fish"))}
	case Zsh:
		file("zsh/.zshrc", "zshrc")
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

// Plain has the shell leave the learner's own start-up files out.
func (s *Start) Plain(k Kind) {
	if k == Fish {
		s.Args = append([]string{"--no-config"}, s.Args...)
	}
	s.Environ = append(s.Environ, "LABS_PLAIN=1")
}

// Started says whether the shell came to its first prompt; of a foreign one, nobody knows.
func (s *Start) Started() bool {
	_, err := os.Stat(s.started)
	return err == nil || len(s.files) == 0
}

// Write writes the start-up files.
func (s *Start) Write() error {
	if err := os.Remove(s.started); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
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

//go:embed completion
var completions embed.FS

// Completion is the script by which a shell completes labs' command line; "" where a shell completes none. It asks the
// program, with the words up to the cursor and CompletionFlag, for one candidate a line, and after a tab its
// explanation.
func Completion(k Kind) string {
	text, err := completions.ReadFile("completion/" + string(k))
	if err != nil {
		return ""
	}
	return string(text)
}

// CompletionFlag is the last argument where a shell asks for candidates.
const CompletionFlag = "--generate-bash-completion"

// Candidate writes one candidate.
func Candidate(word, explanation string) string {
	line, _, _ := strings.Cut(explanation, "\n")
	return strings.TrimSuffix(word+"\t"+line, "\t") + "\n"
}
