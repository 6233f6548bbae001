package trust_test

import (
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/kubectl/pkg/cmd"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/trust"
)

// words are all that kubectl has a meaning for: its commands and flags, and
// values for them, some of which are of the learner's machine.
func (m *machine) words() []string {
	var words []string
	var visit func(*cobra.Command)
	visit = func(c *cobra.Command) {
		words = append(words, c.Name())
		c.Flags().VisitAll(func(f *pflag.Flag) { words = append(words, "--"+f.Name, "-"+f.Shorthand) })
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	root := cmd.NewKubectlCommand(cmd.KubectlOptions{IOStreams: genericiooptions.IOStreams{Out: io.Discard, ErrOut: io.Discard}})
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) { words = append(words, "--"+f.Name, "-"+f.Shorthand) })
	visit(root)
	slices.Sort(words)
	return append(slices.Compact(words), "cm", "cm/a", "a", "po/a", "a.yaml", ".", "foo", "k=v", "true", "1", "1s", "json", "yaml", "name", "wide", "jsonpath", "custom-columns",
		"go-template", "go-template-file", "templatefile", "jsonpath-file", "custom-columns-file", "{.data}", m.secret, m.page, "../own/secret.yaml", "~/.kube/config",
		"k="+m.secret, "client", "none", "/api", "/api/v1/namespaces/default/pods/a/proxy", "-", "--", "${{ x }}")
}

// The words that put the next one right behind the last, by itself and after
// "=" and ",".
var joins = []string{"", "=", ","}

// alone is a lab that makes nothing.
var alone = trust.Scope{Course: &lab.Course{Files: fstest.MapFS{}}, Lab: &lab.Lab{}}

// line makes arguments of picks, two bytes a word: a word, or how it is joined.
func line(words []string, begin string, picks []byte) []string {
	args, join := strings.Fields(begin), -1
	for ; len(picks) > 1; picks = picks[2:] {
		n := int(binary.BigEndian.Uint16(picks)) % (len(words) + 2*len(joins))
		switch {
		case n >= len(words):
			join = (n - len(words)) % len(joins)
		case join >= 0 && len(args) > 0:
			args[len(args)-1] += joins[join] + words[n]
			join = -1
		default:
			args = append(args, words[n])
		}
	}
	return args
}

// FuzzKubectl runs what needs no trust, by kubectl itself: nothing of the
// learner's machine may be touched.
func FuzzKubectl(f *testing.F) {
	m := newMachine(f)
	words := m.words()
	for _, begin := range []string{
		"get cm a -o", "get cm -o json", "get cm --template", "create configmap b --from-file", "apply -f a.yaml", "create -f", "create secret tls a --cert", "get --raw /api/v1/namespaces/default/pods/a/proxy",
		"logs a", "patch cm a --patch-file", "label cm a k=v", "-n default get", "describe cm a", "exec a -- sh", "run a --image=b --dry-run=client -o yaml", "set env -f a.yaml --local -o", "create foo", "foo", "annotate cm a k=v",
		"get cm ${{ x }}", "top pod", "auth can-i get pods", "explain cm", "api-resources", "cluster-info", "version", "expose po/a --port=1 --dry-run=client", "create configmap b --from-env-file",
	} {
		f.Add(begin, []byte{0, 1, 0, 2})
	}
	f.Fuzz(func(t *testing.T, begin string, picks []byte) {
		args := line(words, begin, picks)
		if len(args) == 0 || len(args) > 12 || !alone.Stays(lab.Operation{Kubectl: args}) {
			return
		}
		if slices.ContainsFunc(args, func(arg string) bool { return slices.Contains([]string{"wait", "drain", "rollout"}, arg) }) {
			return // these ask again and again what this cluster does not have
		}
		ran := make(chan string, 1)
		go func() { ran <- m.run(args) }()
		select {
		case touched := <-ran:
			if touched != "" {
				t.Errorf("%q touched %s", args, touched)
			}
		case <-time.After(5 * time.Second):
			// it asks again and again: nothing was touched so far
		}
	})
}

func TestTheMachineNoticesWhatNeedsTrust(t *testing.T) {
	m := newMachine(t)
	for _, begin := range []string{
		"get cm a -o templatefile=" + m.secret, "get cm a -o go-template-file --template=" + m.secret, "apply -f ../own/secret.yaml", "create configmap b --dry-run=client --from-file=" + m.secret,
		"apply -f " + m.page, "get cm --kubeconfig=" + m.secret, "create configmap b --dry-run=client --from-env-file=" + m.secret, "get cm --server=" + m.page,
	} {
		args := strings.Fields(begin)
		testkit.Equal(t, alone.Stays(lab.Operation{Kubectl: args}), false)
		if m.run(args) == "" {
			t.Errorf("%s touched nothing", begin)
		}
	}
	// What is refused all the same because of redirects follows none.
	testkit.Equal(t, m.run([]string{"get", "--raw", "/api/v1/namespaces/default/pods/a/proxy"}), "")
}
