package tutorial

import (
	"strings"
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

const workflow = `apiVersion: v1
kind: ConfigMap
metadata:
  name: workflow
data:
  ci.yaml: |
    # two spaces at the end  
    on: push
    run: echo ${{ github.ref }} $${{ x }} ${{ open

    	tab
  last: |+
    a

`

func TestWhatLooksLikeAReferenceIsImportedAsItIs(t *testing.T) {
	source := "# Workflows\n\nUse `${{ github.ref }}`.\n\n## Make it\n\n```sh\ncat <<'EOF' | kubectl apply -f -\n" + workflow + "EOF\n" +
		"kubectl annotate configmap workflow note='${{ secrets.x }}'\n```\n\n```\nconfigmap/workflow annotated\n```\n\n" +
		"```sh\necho '${{ y }}' | cat\n```\n\n```\n${{ y }}\n```\n"
	r, err := Import([]byte(source), Options{File: "x.md"})
	testkit.Must(t, err)
	files := fstest.MapFS{}
	manifest := ""
	for name, data := range r.Files {
		files["labs/01-x/"+name] = &fstest.MapFile{Data: data}
		if strings.HasSuffix(name, ".yaml") && name != "lab.yaml" {
			manifest = string(data)
		}
	}
	course, err := lab.Load(files)
	testkit.Must(t, err)
	expanded, err := lab.Values{"namespace": "x"}.ExpandManifest([]byte(manifest))
	testkit.Must(t, err)
	testkit.Equal(t, string(expanded), workflow)
	var texts strings.Builder
	for _, step := range course.Labs[0].Steps {
		for _, o := range step.Operations {
			o, err = lab.Expand(lab.Values{"namespace": "x"}, o)
			testkit.Must(t, err)
			texts.WriteString(strings.Join(o.Kubectl, " ") + o.Shell + "\n")
		}
		for _, c := range step.Checks {
			c, err = lab.Expand(lab.Values{"namespace": "x"}, c)
			testkit.Must(t, err)
			texts.WriteString(c.Line + c.Match + "\n")
		}
	}
	for _, want := range []string{"note=${{ secrets.x }}", "echo '${{ y }}' | cat"} {
		if !strings.Contains(texts.String(), want) {
			t.Errorf("no %s in %s", want, texts.String())
		}
	}
	if text := string(r.Files["en.md"]); !strings.Contains(text, "Use `${{ github.ref }}`.") {
		t.Errorf("the text is another one: %s", text)
	}
}
