package shell_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/testkit"
)

func TestKindOf(t *testing.T) {
	for program, want := range map[string]shell.Kind{
		"": shell.Sh, "/bin/bash": shell.Bash, "zsh": shell.Zsh, "/usr/bin/fish": shell.Fish, "bash.exe": shell.Bash,
		"/bin/dash": shell.Sh, "/bin/ash": shell.Sh, "/bin/ksh": shell.Sh, "/bin/tcsh": "", "/usr/bin/pwsh": "",
	} {
		testkit.Equal(t, shell.KindOf(program), want)
	}
}

// awkward is a text that means something else to a shell that reads it unquoted.
const awkward = `it's "$HOME" ` + "`id`" + ` \ \' *;!` + "\n#%"

func TestQuote(t *testing.T) {
	out, err := exec.Command("sh", "-c", "printf %s "+shell.Sh.Quote(awkward)).Output()
	testkit.Must(t, err)
	testkit.Equal(t, string(out), awkward)
	testkit.Equal(t, shell.Fish.Quote(`it's \`), `'it\'s \\'`)
}

func TestWords(t *testing.T) {
	testkit.Equal(t, shell.Words("kubectl", "exec", "web", "--", "sh", "-c", "id; ls", ""), "kubectl exec web -- sh -c 'id; ls' ''")
}

func environment(dir string) *shell.Environment {
	return &shell.Environment{
		Cluster: "labs", Kubeconfig: dir + "/kubeconfig", Bin: dir + "/bin", Namespace: dir + "/namespace", Folder: dir + "/work",
	}
}

// TestScript has sh run the lines, quoted and not, and twice: PATH grows once.
func TestScript(t *testing.T) {
	e := environment("/state of/it's")
	const show = "\nprintf '%s\n' \"$KUBECONFIG\" \"$LABS_NAME\" \"$PATH\""
	script := e.Script(shell.Sh)
	out, err := exec.Command("sh", "-c", "PATH=/bin\n"+script+script+show).Output()
	testkit.Must(t, err)
	testkit.Equal(t, string(out), "/state of/it's/kubeconfig\nlabs\n/state of/it's/bin:/bin\n")

	joined := strings.ReplaceAll(environment("/state").Script(shell.Bash), "\n", " ")
	out, err = exec.Command("sh", "-c", joined+show).Output()
	testkit.Must(t, err)
	testkit.Equal(t, strings.HasPrefix(string(out), "/state/kubeconfig\nlabs\n/state/bin:"), true)
}

// TestScriptOfWindows has a folder that is no two folders for bash.
func TestScriptOfWindows(t *testing.T) {
	e := &shell.Environment{Bin: `C:\Users\I\bin`}
	testkit.Equal(t, strings.Contains(e.Script(shell.Bash), "export PATH='/c/Users/I/bin':"), true)
}

func TestEnviron(t *testing.T) {
	got := environment("/s").Environ([]string{"HOME=/h", "PATH=/usr/bin:/s/bin:/bin", "KUBECONFIG=/own"})
	testkit.Equal(t, got, []string{
		"HOME=/h", "KUBECONFIG=/own", "KUBECONFIG=/s/kubeconfig", "LABS_NAME=labs", "PATH=/s/bin:/usr/bin:/bin",
	})
}

// TestStart holds what each shell is started with, and reads, against files.
func TestStart(t *testing.T) {
	own := map[string]string{"ENV": "/home/ana/.shrc", "ZDOTDIR": "/home/ana/zsh"}
	for _, name := range append([]string{""}, shell.Kinds...) {
		kind := shell.Kind(name)
		dir := filepath.Join(t.TempDir(), "shell")
		start := environment("/state").Start(kind, dir, "# the completion", func(name string) string { return own[name] })
		testkit.Must(t, start.Write())
		var b strings.Builder
		b.WriteString("arguments: " + strings.Join(start.Args, " ") + "\nenvironment: " + strings.Join(start.Environ, " ") + "\n")
		testkit.Must(t, filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return nil
			}
			text, err := os.ReadFile(path)
			b.WriteString("-- " + path + " --\n" + string(text))
			return err
		}))
		testkit.Golden(t, "start-"+string(kind)+".txt", strings.ReplaceAll(b.String(), dir, "DIR"))
	}
}
