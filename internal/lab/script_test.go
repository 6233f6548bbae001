package lab_test

import (
	"os/exec"
	"strings"
	"testing"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// nasty are values that a shell would read as more than a word.
var nasty = []string{"a b", "$(touch x)", "`id`", "a;b", "a\nb", "'", "''; id '", "~", "*", `a\b`, "#", `"`, "$HOME", "a'\n\"b\\", "a=b c", "!x", "\ttab "}

func script(t *testing.T, value, script string) (string, error) {
	t.Helper()
	o, err := lab.Expand(lab.Values{"v": value}, lab.Operation{Shell: script})
	return o.Shell, err
}

func TestAValueInAScriptIsOneWord(t *testing.T) {
	for _, value := range append(nasty, "10.0.0.7", "https://127.0.0.1:6443", "ns-1_a", "节点") {
		for _, text := range []string{
			"set -- ${{ v }}; printf '<%s>' \"$@\"", "printf '<%s>' '${{ v }}'", `printf '<%s>' "${{ v }}"`, "X=${{ v }}; printf '<%s>' \"$X\"",
			"export X='${{ v }}'\nprintf '<%s>' \"$X\"", "printf '<%s>' \"$(printf %s. ${{ v }})\" | sed '$s/\\.>$/>/'",
		} {
			expanded, err := script(t, value, text)
			testkit.Must(t, err)
			command := exec.Command("sh", "-c", expanded)
			command.Dir = t.TempDir()
			out, err := command.CombinedOutput()
			testkit.Must(t, err)
			if got := strings.TrimSuffix(string(out), "\n"); got != "<"+value+">" {
				t.Errorf("%q in %s: got %s of %s", value, text, got, expanded)
			}
		}
	}
}

func TestAValueThatCouldBeReadAsCodeHasNoPlaceInAScript(t *testing.T) {
	for _, text := range []string{
		`sh -c "echo ${{ v }}"`, "sh -c ${{ v }}", "sh -ec ${{ v }}", "eval ${{ v }}", "${{ v }}", "x ${{ v }} && (", "cat <<EOF\n${{ v }}\nEOF", "cat <<'EOF'\n${{ v }}\nEOF", "echo $((${{ v }}))",
		"echo `echo ${{ v }}`", "echo ${X:-${{ v }}}", "# ${{ v }}", "echo $'${{ v }}'", "echo > ${{ v }}", "a[${{ v }}]=1", `echo "the ${{ v }}"`, "trap ${{ v }} EXIT",
	} {
		for _, value := range nasty {
			if expanded, err := script(t, value, text); err == nil {
				t.Errorf("%q in %s: %s", value, text, expanded)
			}
		}
		if expanded, err := script(t, "10.0.0.7", text); err != nil || !strings.Contains(expanded, "10.0.0.7") {
			t.Errorf("a word in %s: %v", text, err)
		}
	}
	if _, err := script(t, "--rm", "docker run ${{ v }}"); err == nil {
		t.Error("a value becomes a flag")
	}
}

func TestAScriptSaysWhichValueItCannotTake(t *testing.T) {
	_, err := script(t, "a b", `echo "it is ${{ v }}"`)
	testkit.Equal(t, testkit.Text(err), "value \"v\" is \"a b\", which contains characters that the shell would interpret here\nhint: assign it to a variable on a line of its own, NAME=${{ v }}, and use that variable")
	_, err = script(t, "a b", "echo ${{ w }}")
	testkit.Equal(t, testkit.Text(err), `no value named "w": no earlier step captures it`)
}
