package lab_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// edit is one change to the tiny course, which is valid without it.
type edit struct{ name, file, old, new string }

const (
	oneFile  = "labs/01-one/lab.yaml"
	oneEN    = "labs/01-one/en.md"
	manifest = "manifests/pod.yaml"
)

var formEdits = []edit{
	{"unknown field", oneFile, "jsonPath: ", "path: "},
	{"unknown field of an operation", oneFile, "- apply: pod.yaml", "- aply: pod.yaml"},
	{"wrong type", oneFile, "images: [toolbox]", "images: toolbox"},
	{"number for a text", oneFile, "command: [env]", "command: [env, 1]"},
	{"bad duration", oneFile, "timeout: 30s", "timeout: 30 seconds"},
	{"tab", oneFile, "  - apply: pod.yaml", "\t- apply: pod.yaml"},
	{"unclosed quote", oneFile, `">=1.30"`, `">=1.30`},
	{"duplicate key", oneFile, "  - line:", "  - line: a\n    line:"},
	{"two kinds in one operation", oneFile, "- apply: pod.yaml", "- apply: pod.yaml\n    shell: ls"},
	{"operation of no kind", oneFile, "- apply: service.yaml", "- {}"},
	{"wrong apiVersion", oneFile, "v1alpha1", "v2"},
	{"bad lab name", oneFile, "name: one", "name: One"},
	{"lab name too long", oneFile, "name: one", "name: " + strings.Repeat("a", 41)},
	{"step without checks", oneFile, "checks:\n  - kubectl: [get, service, web]\n    equals: ${{ podIP }}", "checks: []"},
	{"bad HTTP method", "labs/02-two/lab.yaml", "{url: ", "{method: get, url: "},
	{"missing fields", oneFile, "object: pod/web, condition: Ready, ", ""},
	{"wait for nothing", oneFile, "condition: Ready, ", ""},
	{"wait for two things", oneFile, "condition: Ready, ", "condition: Ready, rollout: true, "},
	{"value of no field", oneFile, "condition: Ready, ", "condition: Ready, value: x, "},
	{"patch of no kind", oneFile, "- apply: service.yaml", "- patch: {object: service/web}"},
	{"nobody who can", oneFile, "- kubectl: [get, service, web]\n    equals: ${{ podIP }}", "- can: {as: reader, verb: get, resource: pods}"},
	{"empty file", oneFile, one, ""},
	{"key that is no text", oneFile, "tree: {status: {phase: Running}}", "tree: {1: 2}"},
	{"second document", oneFile, "- name: task", "---\nsteps:\n- name: task"},
}

var meaningEdits = []edit{
	{"missing manifest", oneFile, "pod.yaml", "web.yaml"},
	{"undefined value in an operation", oneFile, "[env]", `[echo, "${{ nodeName }}"]`},
	{"undefined value in a check", oneFile, "${{ podIP }}", "${{ podIp }}"},
	{"capture of a built-in value", oneFile, "podIP: {", "server: {object: a, jsonPath: b}\n    podIP: {"},
	{"undefined value in a capture", oneFile, "{.status.podIP}", "${{ field }}"},
	{"undefined value in a solution", oneFile, "- apply: service.yaml", "- shell: echo ${{ x }}"},
	{"undefined values in a manifest", manifest, "${{ namespace }}", "${{ namespace }}-${{ podIP }}"},
	{"value before it is captured", oneFile, "object: pod/web\n    tree", "object: pod/${{ podIP }}\n    tree"},
	{"value of a proxy that is only stopped", "labs/02-two/lab.yaml", `[{http: {url: "${{ server }}"}}]`, `[{proxy: {stop: true}}, {http: {url: "${{ proxy }}"}}]`},
	{"unknown image", oneFile, "[toolbox]", "[toolbox, alpine]"},
	{"unknown image to build", oneFile, "- apply: service.yaml", "- build: alpine"},
	{"unknown image to load", oneFile, "- apply: service.yaml", "- load: alpine"},
	{"bad regular expression", oneFile, "^POD", "POD("},
	{"bad CEL", oneFile, "output.size() > 0", "outptu.size() > 0"},
	{"CEL that gives no bool", oneFile, "output.size() > 0", "output.size()"},
	{"bad version range", oneFile, ">=1.30", "at least 1.30"},
	{"duplicate step", oneFile, "- name: task", "- name: read"},
	{"duplicate lab", "labs/02-two/lab.yaml", "name: two", "name: one"},
	{"check without output to look at", oneFile, "  - kubectl: [get, service, web]\n    equals", "  - equals"},
	{"two sources", oneFile, "  - kubectl: [get, service, web]\n    equals", "  - kubectl: [get, service, web]\n    object: pod/web\n    equals"},
	{"bad expression for standard error", oneFile, "    equals: ${{ podIP }}", "    stderr: POD("},
	{"what cannot be looked at again holds", oneFile, "output.size() > 0", "output.size() > 0\n    holdsFor: 5s"},
	{"lists without a tree", oneFile, "    equals: ${{ podIP }}", "    equals: x\n    lists: same"},
	{"refusal of what is not applied", oneFile, "- apply: service.yaml", "- shell: ls\n    refused: x"},
	{"logs of what is no Pod", oneFile, "- apply: service.yaml", "- logs: {objects: {kind: deployment, selector: a=b}}"},
	{"section missing", oneEN, "## Read it {#read}\nLook.\n", ""},
	{"section without a name", oneEN, " {#read}", ""},
	{"section of no step", oneEN, "## Done {#summary}", "## Done {#done}"},
	{"section twice", oneEN, "## Read it {#read}", "## First {#read}\n## Read it {#read}"},
	{"task without a hint", oneEN, "### Hint\n", ""},
	{"heading before the first section", oneEN, "What it is about.", "### Hint"},
	{"no title", oneEN, "# One", "One"},
	{"two faults at once", oneFile, "[toolbox]\nsteps:\n- name: create", "[alpine]\nsteps:\n- name: task"},
}

func TestEveryFaultIsReportedAtItsPlace(t *testing.T) {
	for golden, edits := range map[string][]edit{"form.txt": formEdits, "meaning.txt": meaningEdits} {
		t.Run(golden, func(t *testing.T) {
			var report strings.Builder
			for _, e := range edits {
				fmt.Fprintf(&report, "%s:\n%s\n\n", e.name, e.problems(t))
			}
			testkit.Golden(t, golden, report.String())
		})
	}
}

func (e edit) problems(t *testing.T) string {
	t.Helper()
	text := string(files()[e.file].Data)
	changed := strings.Replace(text, e.old, e.new, 1)
	if changed == text {
		t.Fatalf("%s: %s has no %q", e.name, e.file, e.old)
	}
	_, err := lab.Load(with(e.file, changed))
	return testkit.Text(err)
}

func TestAMissingTextIsAProblem(t *testing.T) {
	course := files()
	delete(course, "labs/02-two/zh.md")
	_, err := lab.Load(course)
	testkit.Equal(t, testkit.Text(err), "labs/02-two/zh.md: missing: the lab needs a text in each of these languages: [en zh]")
	if !errors.As(err, new(*lab.InvalidError)) {
		t.Errorf("a %T, want an InvalidError", err)
	}
}

func TestAValueInAFileOfKubectlsHasToBeDefined(t *testing.T) {
	const text = "apiVersion: labs/v1alpha1\nkind: Lab\nmetadata: {name: one}\nlanguages: [en]\nsteps:\n- name: do\n  operations: [kubectl: [apply, -f, all]]\n  checks: [kubectl: [get, --filename=b.json]]\n"
	_, err := lab.Load(fstest.MapFS{
		"labs/01-one/lab.yaml": {Data: []byte(text)}, "labs/01-one/en.md": {Data: []byte("# One\n## Do {#do}\n")},
		"manifests/all/a.yaml": {Data: []byte("a: ${{ namespace }}\nb: ${{ x }}\n")}, "manifests/all/a.txt": {Data: []byte("${{ y }}")}, "labs/01-one/b.json": {Data: []byte(`{"a": "${{ z }}"}`)},
	})
	testkit.Equal(t, testkit.Text(err), "labs/01-one/b.json:1:8: no value named \"z\" is defined at this point; defined values: namespace, server\n"+
		"manifests/all/a.yaml:2:4: no value named \"x\" is defined at this point; defined values: namespace, server")
}
