package step_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// seen runs a kubectl that gives what a script sees where it runs.
func seen(t *testing.T, files fstest.MapFS, script string, words ...string) lab.Output {
	t.Helper()
	s, _ := scope(t)
	s.Course.Files = files
	s.Host.Labs = testkit.Program(t, "labs", script)
	out, err := operation(t, s, lab.Operation{Kubectl: words}).Run(t.Context())
	testkit.Must(t, err)
	return out
}

func TestKubectlRunsAmongTheFilesOfTheLabThatItNames(t *testing.T) {
	files := fstest.MapFS{
		"labs/01-one/web.yaml": {Data: []byte("host: ${{ podIP }}")}, "manifests/web.yaml": {}, "manifests/db.json": {},
		"labs/01-one/all/a.yml": {}, "labs/01-one/all/deep/b.yml": {}, "labs/01-one/app.conf": {Data: []byte("${{ x }}")},
		"labs/01-one/lab.yaml": {}, "labs/01-one/secret.yaml": {}, "labs/02-two/c.yaml": {},
	}
	for words, want := range map[string]string{
		"apply -f web.yaml":                         "web.yaml",
		"apply --filename=db.json,./web.yaml":       "db.json web.yaml",
		"apply -fweb.yaml":                          "web.yaml",
		"apply -Rf all":                             "all/a.yml all/deep/b.yml",
		"create configmap a --from-file=k=app.conf": "app.conf",
		"apply -f .":                                "all/a.yml all/deep/b.yml app.conf secret.yaml web.yaml",
		"apply -f ../02-two/c.yaml":                 "",
		"apply -f /etc/hostname":                    "",
		"get pods":                                  "",
	} {
		out := seen(t, files, "find . -type f | sort", strings.Fields(words)...)
		testkit.Equal(t, strings.Join(strings.Fields(strings.ReplaceAll(out.Text, "./", "")), " "), want)
	}
	testkit.Equal(t, seen(t, files, "cat web.yaml", "apply", "-f", "web.yaml").Text, "host: 10.0.0.7")
	testkit.Equal(t, seen(t, files, "cat app.conf", "create", "configmap", "a", "--from-file=app.conf").Text, "${{ x }}")
}

func TestTheFolderOfAKubectlIsPrivateAndGoesAway(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	out := seen(t, fstest.MapFS{"manifests/a.yaml": {Mode: 0o777}}, "stat -c %a . a.yaml; pwd", "apply", "-f", "a.yaml")
	lines := strings.Fields(out.Text)
	testkit.Equal(t, strings.Join(lines[:2], " "), "700 600")
	if _, err := os.Stat(lines[2]); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", lines[2], err)
	}
}

func TestNoLinkLeadsOutOfTheFilesOfALab(t *testing.T) {
	dir := t.TempDir()
	testkit.Must(t, os.MkdirAll(filepath.Join(dir, "course", "manifests"), 0o755))
	testkit.Must(t, os.WriteFile(filepath.Join(dir, "own.yaml"), []byte("the learner's"), 0o600))
	testkit.Must(t, os.Symlink("../../own.yaml", filepath.Join(dir, "course", "manifests", "link.yaml")))
	testkit.Must(t, os.Symlink("/etc", filepath.Join(dir, "course", "manifests", "etc")))
	root, err := os.OpenRoot(filepath.Join(dir, "course"))
	testkit.Must(t, err)
	s, _ := scope(t)
	s.Course.Files = root.FS()
	s.Host.Labs = testkit.Program(t, "labs", "find .")
	out, err := operation(t, s, lab.Operation{Kubectl: []string{"apply", "-f", "link.yaml", "-f", "etc/hostname"}}).Run(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, out.Text, ".\n")
}

func TestAKubectlGetsNothingOfTheEnvironmentThatChangesWhatItDoes(t *testing.T) {
	for _, variable := range []string{"KUBERC", "KUBECONFIG", "KUBECTL_EXTERNAL_DIFF", "KUBECACHEDIR", "KUBERNETES_SERVICE_HOST", "EDITOR", "AWS_SECRET_ACCESS_KEY", "GODEBUG"} {
		t.Setenv(variable, "mine")
	}
	t.Setenv("HOME", "/home/me")
	t.Setenv("XDG_STATE_HOME", "/state")
	out := seen(t, fstest.MapFS{}, "env", "get", "pods").Text
	if strings.Contains(out, "mine") {
		t.Errorf("got %s", out)
	}
	for _, want := range []string{"HOME=/home/me\n", "XDG_STATE_HOME=/state\n", "KUBECTL_KUBERC=false\n", "LABS_NAME=labs\n", "PATH=/"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
}

func TestAScriptGetsTheEnvironmentButWhatChangesItsKubectl(t *testing.T) {
	for _, variable := range []string{"KUBERC", "KUBECTL_KUBERC", "KUBECACHEDIR", "OWN"} {
		t.Setenv(variable, "mine")
	}
	s, _ := scope(t)
	out, err := operation(t, s, lab.Operation{Shell: "echo $KUBERC $KUBECTL_KUBERC $KUBECACHEDIR $OWN"}).Run(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, out.Text, "false mine\n")
}

func TestValuesDoNotMakeACommandActOnTheMachine(t *testing.T) {
	s, world := scope(t)
	for value, harmful := range map[string]bool{
		"web": false, "web,db": false, "-l": true, "--kubeconfig=/home/me/.kube/config": true, "--raw=/": true, "-f/etc/passwd": true,
	} {
		s.Values["x"] = value
		_, err := s.New(lab.Operation{Kubectl: []string{"get", "pods", "${{ x }}", "a"}})
		_, _, fromCheck := s.Check(&lab.Check{Kubectl: []string{"get", "pods", "${{ x }}", "a"}})
		if (err != nil) != harmful || (fromCheck != nil) != harmful {
			t.Errorf("%s: %v, %v", value, err, fromCheck)
		}
	}
	testkit.Equal(t, world.Calls(), "")
}
