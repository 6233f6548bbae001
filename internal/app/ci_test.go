package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
	"sigs.k8s.io/yaml"

	"labs.local/labs/internal/command"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

const (
	actionFile = "../../action.yml"
	gitlabFile = "../../docs/gitlab-ci.yml"
	ciDocument = "../../docs/ci.md"
	ciScript   = "../../scripts/ci.sh"
)

// action is what these tests read of an action.yml.
type action struct {
	Inputs, Outputs map[string]struct{ Description, Value, Default string }
	Runs            struct {
		Using string
		Steps []struct {
			ID, Uses, Run, Shell, If string
			With, Env                map[string]any
		}
	}
}

func readAction(t *testing.T) (a action) {
	t.Helper()
	testkit.Must(t, yaml.UnmarshalStrict([]byte(content(t, actionFile)), &struct {
		*action
		Name, Description string
	}{action: &a}))
	return a
}

func content(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	testkit.Must(t, err)
	return string(data)
}

func TestTheActionHandsInputsOnByTheEnvironmentOnly(t *testing.T) {
	a := readAction(t)
	handed := map[string]bool{"artifact": true} // the upload's
	script := content(t, ciScript)
	for _, step := range a.Runs.Steps {
		if strings.Contains(step.Run, "${{") {
			t.Errorf("an expression would become shell text: %s", step.Run)
		}
		if step.Run != "" && step.Shell != "bash" {
			t.Errorf("no shell is named for: %s", step.Run)
		}
		for name, value := range step.Env {
			input := strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, "INPUT_")), "_", "-")
			testkit.Equal(t, value, any("${{ inputs."+input+" }}"))
			handed[input] = true
			if !strings.Contains(script, "${"+name+":-") {
				t.Errorf("%s does not read %s", ciScript, name)
			}
		}
	}
	for input := range a.Inputs {
		if !handed[input] {
			t.Errorf("input %s goes nowhere", input)
		}
	}
	testkit.Equal(t, len(handed), len(a.Inputs))
}

func TestTheGitLabJobsKeepTheirReports(t *testing.T) {
	var jobs map[string]any
	testkit.Must(t, yaml.UnmarshalStrict([]byte(content(t, gitlabFile)), &jobs))
	artifacts := jobs[".labs"].(map[string]any)["artifacts"].(map[string]any)
	testkit.Equal(t, artifacts["when"], any("always"))
	for _, name := range []string{"labs", "versions", "mutants"} {
		job := jobs[name].(map[string]any)
		testkit.Equal(t, job["extends"], any(".labs"))
		for _, line := range job["script"].([]any) {
			if text := line.(string); strings.HasPrefix(text, "labs test") && !strings.Contains(text, "junit="+artifacts["reports"].(map[string]any)["junit"].(string)) {
				t.Errorf("job %s does not write the report that is kept: %s", name, text)
			}
		}
	}
}

// program is the command line as it is.
func program() *cli.App {
	streams := &term.Streams{Out: os.Stdout, Err: os.Stderr, Language: i18n.NewPrinter("en")}
	return newCLI(wire(streams, func(string) string { return "" }, command.Version{}))
}

func knows(app *cli.App, verb, option string) bool {
	c := app.Command(verb)
	if c == nil {
		return false
	}
	return slices.ContainsFunc(c.Flags, func(f cli.Flag) bool { return slices.Contains(f.Names(), option) })
}

var (
	called  = regexp.MustCompile("(?m)(?:^|[-`:&|;(] ?|^ +)labs ([a-z]+)((?: [^`\n#]*)?)")
	options = regexp.MustCompile(`(?:^|[\s\x60])--([a-z][a-z-]*)`)
	quoted  = regexp.MustCompile("`--([a-z][a-z-]*)[^`]*`")
)

func TestEveryOptionForCIExists(t *testing.T) {
	app := program()
	calls := 0
	for _, file := range []string{gitlabFile, ciDocument} {
		text := strings.ReplaceAll(content(t, file), "\\\n", " ")
		for _, call := range called.FindAllStringSubmatch(text, -1) {
			calls++
			if app.Command(call[1]) == nil {
				t.Errorf("%s: no command labs %s", file, call[1])
			}
			for _, option := range options.FindAllStringSubmatch(call[2], -1) {
				if !knows(app, call[1], option[1]) {
					t.Errorf("%s: labs %s has no option --%s", file, call[1], option[1])
				}
			}
		}
	}
	if calls < 10 {
		t.Errorf("only %d calls of labs found", calls)
	}
	for _, option := range quoted.FindAllStringSubmatch(content(t, ciDocument), -1) {
		if !knows(app, "test", option[1]) {
			t.Errorf("%s: labs test has no option --%s", ciDocument, option[1])
		}
	}
}

// ciRun runs the script with a labs that writes down its arguments, and gives
// each call, its arguments between bars.
func ciRun(t *testing.T, env map[string]string) (calls []string, code int, says string) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	testkit.Program(t, "labs", `{ printf '%s|' "$@"; printf '\036'; } >>"$LOG"; [ "$1" = up ] || exit "${CODE:-0}"`)
	script, err := filepath.Abs(ciScript)
	testkit.Must(t, err)
	run := exec.Command("bash", script)
	run.Dir = t.TempDir()
	run.Env = []string{"PATH=" + os.Getenv("PATH"), "LOG=" + log}
	for name, value := range env {
		run.Env = append(run.Env, name+"="+value)
	}
	out, _ := run.CombinedOutput()
	data, _ := os.ReadFile(log)
	calls = strings.FieldsFunc(string(data), func(r rune) bool { return r == '\036' })
	if made, err := filepath.Glob(filepath.Join(run.Dir, "pwned*")); err != nil || made != nil {
		t.Errorf("an input was run: %v %v", made, err)
	}
	return calls, run.ProcessState.ExitCode(), string(out)
}

func TestCIScript(t *testing.T) {
	const reports = "--report=junit=labs-reports/junit.xml|--report=json=labs-reports/events.ndjson|"
	const end = reports + "--diagnostics=labs-reports/diagnostics|"
	evil := "a b'\"$(touch pwned1)`touch pwned2`;touch pwned3 *\nnext"
	app := program()
	for name, test := range map[string]struct {
		env  map[string]string
		want []string
	}{
		"nothing": {nil, []string{"up|", "test|" + end + "--|"}},
		"false":   {map[string]string{"INPUT_MUTATE": "false", "INPUT_TRUST": "false"}, []string{"up|", "test|" + end + "--|"}},
		"all": {map[string]string{
			"INPUT_COURSE": "my course", "INPUT_LABS": "one\ntwo\n", "INPUT_RUN": "^a|b$", "INPUT_SHARD": "1/3", "INPUT_PARALLEL": "2",
			"INPUT_RETRIES": "1", "INPUT_TIMEOUT": "2m", "INPUT_MUTATE": "true", "INPUT_FAIL_FAST": "true", "INPUT_TRUST": "true",
			"INPUT_ARGS": "--keep\n--batch=3", "GITHUB_STEP_SUMMARY": "/s/m y",
		}, []string{"up|", "test|--dir=my course|--run=^a|b$|--shard=1/3|--parallel=2|--retries=1|--timeout=2m|--mutate|--fail-fast|--trust|" +
			reports + "--report=markdown=/s/m y|--diagnostics=labs-reports/diagnostics|--keep|--batch=3|--|one|two|"}},
		"node images": {map[string]string{"INPUT_NODE_IMAGES": "\n  kindest/node:v1\n\nb c:v2\n"},
			[]string{"test|--node-image=kindest/node:v1|--node-image=b c:v2|" + end + "--|"}},
		"blank node images": {map[string]string{"INPUT_NODE_IMAGES": " \n"}, []string{"up|", "test|" + end + "--|"}},
		"shell text": {map[string]string{"INPUT_COURSE": evil, "INPUT_RUN": evil, "INPUT_LABS": evil, "INPUT_REPORTS": "r $(touch pwned4)"},
			[]string{"up|", "test|--dir=" + evil + "|--run=" + evil + "|" +
				strings.ReplaceAll(end, "labs-reports", "r $(touch pwned4)") + "--|" + strings.ReplaceAll(evil, "\n", "|") + "|"}},
		"options as values": {map[string]string{"INPUT_RUN": "--trust", "INPUT_LABS": "--trust"},
			[]string{"up|", "test|--run=--trust|" + end + "--|--trust|"}},
	} {
		t.Run(name, func(t *testing.T) {
			calls, code, says := ciRun(t, test.env)
			testkit.Equal(t, calls, test.want)
			testkit.Equal(t, code, 0)
			testkit.Equal(t, says, "")
			given, _, _ := strings.Cut(test.want[len(test.want)-1], "|--|")
			for _, option := range regexp.MustCompile(`\|--([a-z-]+)`).FindAllStringSubmatch(given, -1) {
				if !knows(app, "test", option[1]) {
					t.Errorf("labs test has no option --%s", option[1])
				}
			}
		})
	}
}

func TestCIScriptEndsAsLabsDoes(t *testing.T) {
	output := filepath.Join(t.TempDir(), "output")
	_, code, _ := ciRun(t, map[string]string{"CODE": "3", "GITHUB_OUTPUT": output})
	testkit.Equal(t, code, 3)
	testkit.Equal(t, content(t, output), "junit=labs-reports/junit.xml\njson=labs-reports/events.ndjson\ndiagnostics=labs-reports/diagnostics\n")
}

func TestCIScriptRefuses(t *testing.T) {
	for name, value := range map[string]string{"INPUT_TRUST": "yes", "INPUT_REPORTS": "a\njunit=b"} {
		calls, code, says := ciRun(t, map[string]string{name: value})
		testkit.Equal(t, code, 2)
		testkit.Equal(t, len(calls), 0)
		if input := strings.ToLower(strings.TrimPrefix(name, "INPUT_")); !strings.Contains(says, "input "+input+" must be") {
			t.Errorf("%s=%q: %s", name, value, says)
		}
	}
}

func TestCIScriptParses(t *testing.T) {
	if out, err := exec.Command("bash", "-n", ciScript).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
