package check_test

import (
	"strings"
	"testing"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

const env = "PATH=/bin\nPOD_NAME=web\nPOD_NAMESPACE=one-x\nPOD_IP=10.0.0.7\n"

func TestALineIsAWholeLine(t *testing.T) {
	match(t, []row{
		{"there", lab.Check{Line: "POD_IP=10.0.0.7"}, text(env), ""},
		{"last without newline", lab.Check{Line: "b"}, text("a\nb"), ""},
		{"only a part of one", lab.Check{Line: "POD_IP=10.0.0"}, text(env), "expected line POD_IP=10.0.0; closest match: POD_IP=10.0.0.7"},
		{"same key is nearest", lab.Check{Line: "POD_NAME=one-x"}, text(env), "expected line POD_NAME=one-x; closest match: POD_NAME=web"},
		{"misspelt", lab.Check{Line: "PODNAME: web"}, text(env), "expected line PODNAME: web; closest match: POD_NAME=web"},
		{"nothing like it", lab.Check{Line: "CPU=1"}, text("hello  world\nbye\n"), `expected line CPU=1, got "hello world bye"`},
		{"nothing at all", lab.Check{Line: "CPU=1"}, text("\n"), "expected line CPU=1, got no output"},
		{"other white space", lab.Check{Line: "a b"}, text("a  b\r\n"), `expected line a b; closest match: "a  b\r"`},
		{"other case", lab.Check{Line: "Running"}, text("running\n"), "expected line Running; closest match: running"},
	})
}

func TestEqualsTellsWhichLineDiffers(t *testing.T) {
	equals := func(text string) lab.Check { return lab.Check{Equals: &text} }
	match(t, []row{
		{"with the newline at its end", equals("a\nb"), text("a\nb\n"), ""},
		{"empty", equals(""), text("\n"), ""},
		{"second line", equals("a\nb"), text("a\nB\n"), `expected line 2 to be "b", got "B"`},
		{"too short", equals("a\nb"), text("a\n"), `expected line 2 to be "b", got the end of the output`},
		{"too long", equals("a"), text("a\nb\nc\n"), `expected no line after line 1, got "b"`},
		{"as a block in YAML", equals("a\nb\n"), text("a\nb\n"), ""},
		{"space at the end", equals("a"), text("a \r\n"), `expected line 1 to be "a", got "a \r"`},
		{"empty line at the end", equals("a"), text("a\n\n"), `expected "a", got "a\n"`},
		{"no output", equals("200"), text(""), `expected line 1 to be "200", got ""`},
	})
}

func TestAPatternIsFoundAnywhere(t *testing.T) {
	long := strings.Repeat("é", 200)
	match(t, []row{
		{"inside", lab.Check{Match: "NAME=w.b"}, text(env), ""},
		{"at the beginning of a line", lab.Check{Match: "(?m)^POD_IP"}, text(env), ""},
		{"not at the beginning", lab.Check{Match: "^POD_IP"}, text("a\tb\n\nc\n"), `expected output that matches ^POD_IP, got "a b c"`},
		{"in a long output", lab.Check{Match: "a"}, text(long), `expected output that matches a, got "` + strings.Repeat("é", 160) + `…"`},
	})
}

func TestNearestIsNothingWhereNothingIsNear(t *testing.T) {
	for _, candidates := range [][]string{nil, {""}, {"", "PATH=/bin"}} {
		testkit.Equal(t, check.Nearest("POD_IP=1", candidates), "")
	}
}

func FuzzNearest(f *testing.F) {
	f.Add("", "")
	f.Add("a=", "=\n")
	f.Add("é", "\xff\n\x00")
	f.Fuzz(func(t *testing.T, want, output string) {
		err := check.Match(&lab.Check{Line: want}, text(output), nil)
		holds := want == "" || !strings.Contains(want, "\n") && strings.Contains("\n"+output+"\n", "\n"+want+"\n")
		if holds != (err == nil) {
			t.Errorf("line %q in %q: %v", want, output, err)
		}
	})
}
