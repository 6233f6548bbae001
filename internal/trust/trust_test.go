package trust_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	labs "labs.local/labs"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/trust"
)

// acts gives what a course of one step does on the machine.
func acts(step lab.Step) []string {
	var texts []string
	course := &lab.Course{Files: fstest.MapFS{"manifests/class.yaml": {Data: []byte("kind: StorageClass\nmetadata: {name: own}")}}, Labs: []*lab.Lab{{Steps: []lab.Step{step}}}}
	for _, a := range trust.Actions(course) {
		texts = append(texts, a.Text)
	}
	return texts
}

func kubectl(line string) lab.Step {
	return lab.Step{Operations: []lab.Operation{{Kubectl: strings.Split(line, " ")}}}
}

func TestKubectlThatStaysInTheCluster(t *testing.T) {
	for _, line := range []string{
		"get pods", "get pods -o yaml", "get pod/web --output=jsonpath={.status}", "label pod/web a=b --overwrite", "get -n ${{namespace}} pods",
		"annotate pod/web a=b", "delete pod web --now", "exec web -c main -- sh -c rm -rf / --kubeconfig=x", "run a --image=b --restart=Never -- sleep 1",
		"get ns ${{namespace}}", "get pod/${{pod}}", "auth can-i list pods --as=system:serviceaccount:a:b", "create configmap a --from-literal=b=c", "wait pod/web --for=condition=Ready",
		"logs ${{pod}} -f --tail 3", "get -Aojson pods", "get po -n=kube-system -o=wide -l a=b,c", "--namespace x get pods", "get pods -o go-template --template={{.items}}",
		"apply -f web.yaml", "apply -Rf ./all/ --server-side", "create -f a.yaml,b.yaml", "create configmap a --from-file=key=app.conf", "patch pod/web --patch-file p.yaml",
		"create clusterrolebinding a --clusterrole=b --user=me", "get --all_namespaces pods", "exec -it web -- sh", "rollout status deployment/web --timeout=120s",
		"scale deployment/web --replicas=3", "set image deployment/web nginx=nginx:1.16.1", "explain pod.spec --recursive", "cluster-info", "version --client -o json", "top pod",
	} {
		if got := acts(kubectl(line)); got != nil {
			t.Errorf("%s acts on the machine", line)
		}
	}
}

func TestKubectlThatLeavesTheCluster(t *testing.T) {
	for _, line := range []string{
		"cp web:/etc/passwd ../.bashrc", "config view", "krew install x", "create --filename=https://example.com/x",
		"get pods --kubeconfig=/home/me/.kube/config", "get pods --kubeconfig /x", "get pods --server=https://x", "get pods -s https://x", "get pods --token=x",
		"create secret generic a --from-file=/home/me/.ssh/id", "create secret generic a --from-env-file=x", "get pods --profile-output=/x --profile=cpu",
		"get pods --cache-dir=/x", "patch pod/web --patch-file=/x", "port-forward pod/web 80", "proxy", "edit pod/web", "debug node/a", "--kubeconfig=x get pods",
		"${{verb}} pods", "get pods -o jsonpath-file=/x", "cluster-info dump --output-directory=/x", "kustomize .",
		"get pods --context=other", "get pods --cluster=other", "get pods --log-file=/x", "plugin list", "attach web", "diff -f x", "get pods --user=other",
		"get ns default -o templatefile=/etc/hostname", "get ns default -otemplatefile=/etc/hostname", "get ns -o go-template-file --template=/etc/hostname",
		"get ns -o custom-columns-file=/x", "get ns -oJSONPATH-FILE=/x", "get ns -Aotemplatefile --template /x", "get ns -o json -o templatefile=/x", "get ns -o ${{x}}",
		"get ns --output-version=v1 --outp=templatefile=/x", "get ns --out_put=x", "get --raw /", "get --raw=/api", "delete --raw /x", "replace --raw /x -f a.yaml",
		"apply -f /etc/passwd", "apply -f ../x.yaml", "apply -f a/../../x", "apply -f -", "apply -f http://x/y", "apply -f https://x", "apply -f a.yaml,/x", "apply -f \"a\",\"/x\"",
		"apply -f *.yaml", "apply -f ~/x", "apply -f ${{x}}", "apply -k .", "apply -f=", "create configmap a --from-env-file=x", "create configmap a --from-file=k=/x",
		"create foo", "create --dry-run=client foo", "create secret foo", "rollout foo", "set foo", "create -f a.yaml --edit", "apply edit-last-applied pod/a", "auth reconcile -f a.yaml",
		"get pods -v 9", "get pods --v=9", "get pods --profile=cpu", "get pods --kuberc=x", "get pods --tls-server-name=x", "get pods --insecure-skip-tls-verify", "get pods --proxy-url=http://x",
		"get pods --certificate-authority=x", "get pods --client-key=x", "get pods --username=x", "completion bash", "kuberc set", "__complete get", "help", "get --help", "alpha", "options", "config set a b",
		"--context other get pods", "get pods --generate-bash-completion", "get pods --unknown", "debug node/a -it --image=b",
	} {
		if got := acts(kubectl(line)); len(got) != 1 {
			t.Errorf("%s stays in the cluster", line)
		}
	}
}

func TestKubectlThatChangesWhatIsNotTheLabs(t *testing.T) {
	for _, line := range []string{
		"label node a b=c", "label node/a b=c", "label nodes --all b=c", "label no -l a=b b=c", "annotate ns kube-system a-", "cordon a", "uncordon a", "drain a", "taint nodes a b=c:NoSchedule",
		"delete pod x -n kube-system", "delete pod x --namespace=kube-system", "-n kube-system delete pod x", "delete pod x -n=", "delete pod x -n ${{ns}}", "delete pod x -n ${{namespace}} -n y", "exec -n kube-system etcd -- ls",
		"exec -n kube-system etcd -- x --dry-run=client", "create configmap a -n other", "create token a -n kube-system", "run a --image=b -nother", "apply -f a.yaml -n other", "scale deployment/coredns --replicas=0 -n kube-system",
		"patch clusterrole view -p {}", "patch clusterroles.rbac.authorization.k8s.io/view -p {}", "delete ns other", "delete ns,clusterroles other", "delete clusterrole --all", "delete clusterrole,pod -l a=b", "set subject clusterrolebinding a --user=me",
		"delete pods --all -A", "label pods --all --all-namespaces a=b", "delete pods --all --all-namespaces=true", "certificate approve a", "label node/${{node}} a=b", "label clusterrole a b=c --dry-run=none", "label node a b=c --list=false",
	} {
		if got := acts(kubectl(line)); len(got) != 1 {
			t.Errorf("%s stays in the lab", line)
		}
	}
	testkit.Equal(t, acts(lab.Step{Solution: []lab.Operation{{Delete: &lab.Delete{Object: "ns/other"}}, {Delete: &lab.Delete{Object: "pod/a"}}}}), []string{"kubectl delete ns/other"})
}

func TestKubectlThatChangesWhatIsTheLabs(t *testing.T) {
	for _, line := range []string{
		"label node a --list", "label node a b=c --dry-run=server", "get pods -A", "logs -n kube-system etcd", "describe node a", "delete pod x -n ${{namespace}}", "create configmap a -n ${{namespace}}-b", "delete ns ${{namespace}}-b",
		"delete clusterrole ${{namespace}}-a ${{namespace}}-b", "patch clusterrole/${{namespace}} -p {}", "create clusterrole view --verb=get --resource=pods", "create ns other", "apply -f a.yaml", "delete -f a.yaml", "delete pods --all", "label pods -l a=b c=d",
		"auth can-i get pods -n other", "rollout status deployment/coredns -n kube-system", "apply view-last-applied pod/a -n other", "wait node/a --for=condition=Ready", "delete pods --all --all-namespaces=false", "label planet/mars a=b",
	} {
		if got := acts(kubectl(line)); got != nil {
			t.Errorf("%s leaves the lab", line)
		}
	}
	labelled := kubectl("label storageclass/own a=b").Operations[0]
	for _, made := range []lab.Operation{{Apply: "class.yaml"}, kubectl("apply -f class.yaml").Operations[0]} {
		if got := acts(lab.Step{Operations: []lab.Operation{made, labelled}}); got != nil {
			t.Errorf("%v leave the lab", got)
		}
	}
	other, another := kubectl("create configmap a -n b").Operations[0], kubectl("create configmap a -n c").Operations[0]
	testkit.Equal(t, acts(lab.Step{Operations: append(kubectl("create ns b").Operations, other, another)}), []string{"kubectl create configmap a -n c"})
}

func TestRequestsThatLeaveTheCluster(t *testing.T) {
	for url, leaves := range map[string]bool{
		"${{ server }}": false, "${{ server }}/api": false, "${{server}}/api": false, "${{ proxy }}/version": false, "${{ server }}?x": false,
		"http://169.254.169.254/": true, "${{ server }}.example.com/": true, "${{ server }}@example.com/": true, "${{ proxy }}1": true,
		"${{ other }}/": true, "http://127.0.0.1:8001": true, "https://x/${{ server }}/": true,
	} {
		got := acts(lab.Step{Checks: []lab.Check{{HTTP: &lab.HTTP{URL: url}}}})
		if (got != nil) != leaves {
			t.Errorf("%s: %v", url, got)
		}
	}
}

func TestScriptsOfSolutionsAndChecksCount(t *testing.T) {
	testkit.Equal(t, acts(lab.Step{
		Operations: []lab.Operation{{Shell: "one"}, {Apply: "a.yaml"}, {Exec: &lab.Exec{}}, {Build: "b"}, {HTTP: &lab.HTTP{URL: "http://x", Method: "POST"}}},
		Checks:     []lab.Check{{Kubectl: []string{"cp", "a b", "c"}}, {Object: "pod/a"}},
		Solution:   []lab.Operation{{Shell: "two"}},
	}), []string{"one", "POST http://x", "two", "kubectl cp 'a b' c"})
}

func TestTheBuiltInCourseStaysInTheCluster(t *testing.T) {
	course, err := lab.Load(labs.Course)
	testkit.Must(t, err)
	for _, a := range trust.Actions(course) {
		t.Errorf("%s/%s: %s", a.Lab.Metadata.Name, a.Step.Name, a.Text)
	}
}

func TestAllOfAScriptIsSeen(t *testing.T) {
	for text, want := range map[string]string{
		"echo hi\n\tls 你好":                              "echo hi\n\tls 你好",
		"echo \x1b]0;rm -rf ~\x07":                      `echo \x1b]0;rm -rf ~\a`,
		"ls\r\nrm \x08\x7f":                             `ls\r` + "\n" + `rm \b\x7f`,
		"\u202erm\u200b \ufeff\u009b2J \u2028":          `\u202erm\u200b \ufeff\u009b2J \u2028`,
		"bad \xff\xc3 'quote' \\x1b \U000e0001 e\u0301": `bad \xff\xc3 'quote' \x1b \U000e0001 e\u0301`,
	} {
		testkit.Equal(t, trust.Visible(text), want)
	}
}

// digest gives that of a course with these files.
func digest(t *testing.T, files fstest.MapFS, script string) string {
	t.Helper()
	l := &lab.Lab{Steps: []lab.Step{{Operations: []lab.Operation{{Shell: script}}}}}
	course := &lab.Course{Own: files, Labs: []*lab.Lab{l}}
	sum, err := trust.Digest(course, trust.Actions(course))
	testkit.Must(t, err)
	return sum
}

func TestAnyChangeChangesTheDigest(t *testing.T) {
	files := func(change func(fstest.MapFS)) fstest.MapFS {
		fs := fstest.MapFS{"labs/01/lab.yaml": {Data: []byte("a")}, "tools/run.sh": {Data: []byte("b")}, ".git/index": {Data: []byte("c")}}
		change(fs)
		return fs
	}
	same := digest(t, files(func(fstest.MapFS) {}), "x")
	testkit.Equal(t, digest(t, files(func(f fstest.MapFS) { f[".git/index"] = &fstest.MapFile{Data: []byte("d")} }), "x"), same)
	for name, other := range map[string]string{
		"script":  digest(t, files(func(fstest.MapFS) {}), "y"),
		"content": digest(t, files(func(f fstest.MapFS) { f["tools/run.sh"] = &fstest.MapFile{Data: []byte("d")} }), "x"),
		"name":    digest(t, files(func(f fstest.MapFS) { f["tools/ran.sh"] = f["tools/run.sh"]; delete(f, "tools/run.sh") }), "x"),
		"new":     digest(t, files(func(f fstest.MapFS) { f["new"] = &fstest.MapFile{} }), "x"),
		"link":    digest(t, files(func(f fstest.MapFS) { f["tools/run.sh"].Mode = os.ModeSymlink }), "x"),
	} {
		if other == same || other == "" {
			t.Errorf("%s: the digest is %q", name, other)
		}
	}
	large := files(func(f fstest.MapFS) { f["large"] = &fstest.MapFile{Data: make([]byte, 65<<20)} })
	testkit.Equal(t, digest(t, large, "x"), "")
}

func TestWhatIsAllowedIsRemembered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "not", "yet", "trusted.json")
	file := trust.File(path)
	testkit.Equal(t, file.Has("a"), false)
	var group sync.WaitGroup
	for _, digest := range strings.Fields("a b c d e f g h i j") {
		group.Go(func() {
			if err := file.Add(digest, trust.Allowed{Course: digest}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	testkit.Must(t, file.Add("", trust.Allowed{}))
	testkit.Equal(t, []bool{file.Has("a"), file.Has("j"), file.Has("k"), file.Has("")}, []bool{true, true, false, false})
	info, err := os.Stat(path)
	testkit.Must(t, err)
	testkit.Equal(t, info.Mode().Perm(), os.FileMode(0o600))
}

func TestAFileThatIsNotOursAllowsNothing(t *testing.T) {
	for _, text := range []string{"", "[]", `{"version": 2, "courses": {"a": {}}}`, `{"courses": {"a": {}}}`, `{"version": 1, "courses": {"a":`} {
		path := filepath.Join(t.TempDir(), "trusted.json")
		testkit.Must(t, os.WriteFile(path, []byte(text), 0o600))
		testkit.Equal(t, trust.File(path).Has("a"), false)
		testkit.Must(t, trust.File(path).Add("b", trust.Allowed{}))
		testkit.Equal(t, trust.File(path).Has("b"), true)
	}
}
