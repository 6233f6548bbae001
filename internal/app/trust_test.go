package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/terminal"
)

// actingLab acts on the machine by a script that hides a part of itself from a
// terminal that takes its bytes.
const actingLab = `apiVersion: labs/v1alpha1
kind: Lab
metadata: {name: acts}
languages: [en]
steps:
- name: one
  operations:
  - shell: "echo \e]0;touch hidden\a"
  checks:
  - line: one
  - kubectl: [cp, "pod:/x", y]
    exitCode: 0
`

// acting writes a course that acts on the machine into a folder, and a script
// beside it.
func acting(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{"lab.yaml": actingLab, "en.md": "# Acts\n## One {#one}\n", "beside.sh": "echo"} {
		path := filepath.Join(dir, "course", "labs", "01-acts", name)
		testkit.Must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		testkit.Must(t, os.WriteFile(path, []byte(text), 0o600))
	}
	return dir
}

// answers runs labs in a terminal by a script of what happens there.
func answers(t *testing.T, dir, script string, args ...string) {
	t.Helper()
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_STATE_HOME=" + dir}
	labs, err := terminal.Start(terminal.Options{Columns: 200, Dir: dir, Env: env}, "labs", args...)
	testkit.Must(t, err)
	defer labs.Close()
	player := terminal.Player{Terminal: labs, Limit: ends, Dir: dir, Env: env}
	testkit.Must(t, player.Play(script))
}

func TestACourseActsOnTheMachineOnlyIfAPersonAllowsIt(t *testing.T) {
	dir := acting(t)
	next := []string{"next", "--dir", "course"}
	asked := "expect This course is not part of labs: " + dir + "/course\n" +
		"expect acts, step one:\nexpect echo \\x1b]0;touch hidden\\a\nexpect kubectl cp pod:/x y\nexpect Allow it?\n"
	refused := "expect was not allowed to act outside its labs; nothing was run\nexit 2"
	const unasked, noCluster = "absent Allow it?\n", "exit 3\n"

	answers(t, dir, asked+"type n\\n\n"+refused, next...)
	answers(t, dir, asked+"type \\n\n"+refused, next...)
	answers(t, dir, asked+"type \\x04\n"+refused, next...)
	answers(t, dir, asked+"type \\x03\nexit 130", next...)
	answers(t, dir, noCluster+unasked, append(next, "--trust")...)
	answers(t, dir, asked+"type y\\n\n"+noCluster, next...)
	answers(t, dir, noCluster+unasked, "solve", "--dir", "course", "--apply")

	info, err := os.Stat(filepath.Join(dir, "labs", "trusted.json"))
	testkit.Must(t, err)
	testkit.Equal(t, info.Mode().Perm(), os.FileMode(0o600))

	testkit.Must(t, os.WriteFile(filepath.Join(dir, "course", "labs", "01-acts", "beside.sh"), []byte("echo more"), 0o600))
	answers(t, dir, asked+"type n\\n\n"+refused, next...)
	answers(t, dir, asked+"type yes\\n\n"+noCluster, next...)
	answers(t, dir, noCluster+unasked, next...)
}

func TestAPersonIsAskedInTheirLanguage(t *testing.T) {
	dir := acting(t)
	answers(t, dir, "expect 是否允许？\ntype 是\\n\nexit 3", "next", "--dir", "course", "--lang", "zh")
}
