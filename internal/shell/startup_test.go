//go:build !windows

package shell_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/terminal"
)

// opens is far more than a shell takes to start.
const opens = time.Minute

// badFile is a start-up file that gets in the way; without one that ends the shell,
// it opens again.
type badFile struct {
	text string
	ends bool
}

func TestAShellOpensInTheLabWhateverTheStartUpFileDoes(t *testing.T) {
	open(t, map[string][]badFile{
		"bash": {
			{"cd ~", false}, {"set -e", false}, {"set -eu", false}, {"unset PATH", false}, {"IFS=abn-", false}, {"readonly PROMPT_COMMAND=true", false},
			{"readonly PS1='mine> '", false}, {"unset PS1; set -u", false}, {"alias cd='echo no' export='echo no' case=:", false}, {"cd() { echo no; }", false},
			{"trap 'exit 3' ERR", false}, {"set -o noclobber", false}, {"return", false}, {"if", false}, {"KUBECONFIG=/own", false}, {"kubectl() { :; }", false},
			{"exit", true}, {"set -e; false", true}, {"readonly KUBECONFIG=/own", true}, {"PATH=/usr/bin; readonly PATH", true}, {"exec true", true},
		},
		"sh": {
			{"cd ~", false}, {"set -e", false}, {"set -eu", false}, {"unset PATH", false}, {"IFS=abn-", false}, {"readonly PS1='mine> '", false},
			{"alias cd='echo no' export='echo no'", false}, {"cd() { echo no; }", false}, {"exit", true}, {"set -e; false", true}, {"exec true", true},
		},
	})
}

// startUpFile is where a shell looks for one.
func startUpFile(program string) string {
	return map[string]string{"bash": ".bashrc", "sh": ".shrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}[program]
}

// open opens the shells of the names with each of the files.
func open(t *testing.T, files map[string][]badFile) {
	t.Helper()
	for program, tests := range files {
		for _, test := range tests {
			t.Run(program+" "+test.text, func(t *testing.T) {
				t.Parallel()
				home := t.TempDir()
				file := filepath.Join(home, startUpFile(program))
				testkit.Must(t, os.MkdirAll(filepath.Dir(file), 0o755))
				testkit.Must(t, os.WriteFile(file, []byte(test.text+"\n"), 0o644))
				if started := works(t, home, program, false); started == test.ends {
					t.Errorf("it started: %v", started)
				}
				if test.ends && !works(t, home, program, true) {
					t.Error("it does not start without the file either")
				}
			})
		}
	}
}

// works opens a shell, and demands of one that starts that it is in its place.
func works(t *testing.T, home, program string, plain bool) bool {
	t.Helper()
	e, kind := environment(home), shell.KindOf(program)
	for _, dir := range []string{e.Bin, e.Folder} {
		testkit.Must(t, os.MkdirAll(dir, 0o755))
	}
	testkit.Must(t, os.WriteFile(filepath.Join(e.Bin, "kubectl"), []byte("#!/bin/sh\npwd\necho with $KUBECONFIG\n"), 0o755))
	testkit.Must(t, os.WriteFile(e.Namespace, []byte("banana\n"), 0o644))
	start := e.Start(kind, filepath.Join(home, "shell"), shell.Completion(kind), func(name string) string {
		return map[string]string{"ENV": filepath.Join(home, ".shrc")}[name]
	})
	if plain {
		start.Plain(kind)
	}
	testkit.Must(t, start.Write())
	env := append([]string{"HOME=" + home, "PATH=" + e.Bin + ":" + os.Getenv("PATH"), "KUBECONFIG=" + e.Kubeconfig}, start.Environ...)
	opened, err := terminal.Start(terminal.Options{Columns: 200, Dir: e.Folder, Env: env}, program, start.Args...)
	testkit.Must(t, err)
	defer opened.Close()
	if err := opened.Type("kubectl; false\nls; exit\n"); err != nil {
		return false
	}
	_, err = opened.Wait(opens)
	testkit.Must(t, err)
	if !start.Started() {
		return false
	}
	testkit.Must(t, opened.Expect(e.Folder+"\nwith "+e.Kubeconfig+"\n", opens))
	return true
}
