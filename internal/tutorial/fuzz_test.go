package tutorial_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/tutorial"
)

var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// FuzzImport demands of any text that it is refused, or becomes a valid lab
// whose files all lie in its folder.
func FuzzImport(f *testing.F) {
	for _, seed := range []string{
		"", "---\n---\n", "---\ntitle: [\n---\n$ ls", "```", "```sh\nkubectl apply -f ../../etc/x\n```", "    $ kubectl get pods\n    NAME\n",
		"# {#a}\n\n```sh\nls\n```\n## {#summary}\n```sh\nls\n```", "```sh\ncat <<EOF | kubectl apply -f -\n", "```sh\nA=$(B=${C:-`D`}\n```", "- ```\n  $ ls\n",
		"<!-- ```sh\nls\n```", "```sh\nkubectl -n\n```", "```sh\nkubectl run x -it -- sh\n```\n```sh\nls\n```", "Title\n===\n\n```sh\necho '${{ x }}'\n```\n---\n# x\n",
		"```yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: [x]}\n```\n```sh\nkubectl apply -f x.yaml\n```", "```sh\ndocker build -t a/b:c .\nkind load docker-image b\n```",
		"```yaml\napiVersion: v1\nkind: Pod\nmetadata: &a {name: x, namespace: default, y: *a}\n```\n```sh\nkubectl create -f -\nkubectl create -f x\n```",
		"```sh\nkubectl scale deploy/x --replicas=99999999999999999999\nkubectl label pod x a=b c-\nkubectl patch pod x -p '{\"a\": null}'\n```\n```\n{\"a\": [1, {\"b\": null}]}\n```",
		"```sh\nkubectl get pods\n```\n```\nNAME   READY\n\n   \nx\n```", "```sh\nsleep 1 &\nkubectl wait --for=condition= pod/x\nexport A B=c\nkubectl port-forward x y\ncurl -X\n```",
		"\r```sh\r\nls\r```\r", "{{< tab name=\"x\" >}}\n{{% code file=\"../../x.yaml\" %}}\n```sh\nls\n```", "> ```sh\n> kubectl get pods\n> ```\n",
		": -    ```\nx\n    ```---\n~~~\nkubectl p> ```x\n```\",\n", "$ ```bash\n- - \n   ```s\nx\n``````\ncurl -X\n", "    ```\n# kubectl get pods\n\",\n```\nls\n```\", \"T\nEOF   ``\n```\nx\n",
		"```sh\nkubectl &&-n\n```", "```sh\nsource <(kubectl completion bash)\ndiff <(ls) >(cat)\n```", "##\n```bash\n*  a\n```\",\n\t$ \t\"x\n---```\nkubec]tl\n",
	} {
		f.Add(seed)
	}
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archives {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(txtar.Parse(data).Files[0].Data))
	}
	files := fstest.MapFS{"x.yaml": {Data: []byte("apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: default}\n")}}
	f.Fuzz(func(t *testing.T, source string) {
		r, err := tutorial.Import([]byte(source), tutorial.Options{File: "x.md", Files: files})
		if err != nil {
			return
		}
		loads(t, r)
		for name := range r.Files {
			if !plainName.MatchString(name) {
				t.Errorf("the file name %q", name)
			}
		}
		for name := range r.Images {
			testkit.Equal(t, plainName.MatchString(name), true)
		}
	})
}
