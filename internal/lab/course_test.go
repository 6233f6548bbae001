package lab_test

import (
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	labs "labs.local/labs"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

const one = `apiVersion: labs/v1alpha1
kind: Lab
metadata:
  name: one
kubernetes: ">=1.30"
images: [toolbox]
steps:
- name: create
  operations:
  - apply: pod.yaml
  - wait: {object: pod/web, condition: Ready, timeout: 30s}
  checks:
  - object: pod/web
    tree: {status: {phase: Running}}
- name: read
  operations:
  - exec: {pod: web, command: [env]}
  capture:
    podIP: {object: pod/web, jsonPath: "{.status.podIP}"}
  checks:
  - line: POD_IP=${{ podIP }}
  - match: ^POD
  - cel: output.size() > 0
- name: task
  checks:
  - kubectl: [get, service, web]
    equals: ${{ podIP }}
  solution:
  - apply: service.yaml
`

const oneText = `# One

What it is about.

## Create it {#create}
## Read it {#read}
Look.
## Do it {#task}
### Hint
Think.
## Done {#summary}
`

const two = `apiVersion: labs/v1alpha1
kind: Lab
metadata: {name: two}
steps:
- name: root
  operations: [{http: {url: "${{ server }}"}}]
  checks: [{status: [401, 403]}]
`

const twoText = "# Two\n## Root {#root}\n"

// files are those of a tiny course of two labs.
func files() fstest.MapFS {
	course := fstest.MapFS{}
	for name, text := range map[string]string{
		"labs/01-one/lab.yaml": one, "labs/01-one/en.md": oneText, "labs/01-one/zh.md": oneText,
		"labs/02-two/lab.yaml": two, "labs/02-two/en.md": twoText, "labs/02-two/zh.md": twoText,
		"labs/01-one/service.yaml":  "metadata: {name: own}",
		"manifests/service.yaml":    "metadata: {name: shared}",
		"manifests/pod.yaml":        "metadata:\n  namespace: ${{ namespace }}\n",
		"images/toolbox/Dockerfile": "FROM scratch\n",
	} {
		course[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return course
}

// with gives the course with one file changed.
func with(file, text string) fstest.MapFS {
	course := maps.Clone(files())
	course[file] = &fstest.MapFile{Data: []byte(text)}
	return course
}

func load(t *testing.T, files fs.FS) *lab.Course {
	t.Helper()
	course, err := lab.Load(files)
	testkit.Must(t, err)
	return course
}

func TestLoadReadsLabsInTheOrderOfTheirFolders(t *testing.T) {
	course := load(t, files())
	var names []string
	for _, l := range course.Labs {
		names = append(names, l.Dir+" "+l.Metadata.Name)
	}
	testkit.Equal(t, names, []string{"labs/01-one one", "labs/02-two two"})
	testkit.Equal(t, course.Lab("two").Steps[0].Operations[0].HTTP.URL, "${{ server }}")
	testkit.Equal(t, course.Lab("one").Step("create").Operations[1].Wait.Timeout.String(), "30s")
}

func TestWhatIsNotThereIsNil(t *testing.T) {
	course := load(t, files())
	if l := course.Lab("three"); l != nil {
		t.Errorf("Lab gives %v", l)
	}
	if s := course.Labs[0].Step("root"); s != nil {
		t.Errorf("Step gives %v", s)
	}
}

func TestALabsOwnManifestComesBeforeTheSharedOne(t *testing.T) {
	course := load(t, files())
	for dir, want := range map[string]string{"one": "own", "two": "shared"} {
		data, err := course.Manifest(course.Lab(dir), "service.yaml")
		testkit.Must(t, err)
		testkit.Equal(t, string(data), "metadata: {name: "+want+"}")
	}
}

func TestTheBuiltInCourseIsValid(t *testing.T) {
	if got := len(load(t, labs.Course).Labs); got != 5 {
		t.Errorf("the course has %d labs, want 5", got)
	}
}

func TestACourseWithoutLabsIsInvalid(t *testing.T) {
	_, err := lab.Load(fstest.MapFS{"labs/readme.md": {}, "lab.yaml": {Data: []byte(one)}})
	if want := "labs: no labs found: "; !strings.HasPrefix(testkit.Text(err), want) {
		t.Errorf("got %v, want %s…", err, want)
	}
}
