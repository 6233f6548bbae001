package tutorial

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/kubectl/pkg/cmd"
)

// invocation is a command line of kubectl's, as kubectl reads it.
type invocation struct {
	// path is the command, such as "create deployment".
	path string
	// words is the whole line without kubectl.
	words []string
	// args are those that are no flags, up to a "--"; command what is behind.
	args, command []string
	flags         *pflag.FlagSet
}

// parseKubectl reads a line by kubectl's own table of commands and flags; nil
// is one that kubectl would refuse.
func parseKubectl(words []string) *invocation {
	discard := genericiooptions.IOStreams{In: strings.NewReader(""), Out: io.Discard, ErrOut: io.Discard}
	verb, rest, err := cmd.NewKubectlCommand(cmd.KubectlOptions{IOStreams: discard}).Find(words)
	if err != nil || !verb.HasParent() {
		return nil
	}
	verb.Flags().SetOutput(io.Discard)
	if verb.ParseFlags(rest) != nil {
		return nil
	}
	k := &invocation{path: strings.TrimPrefix(verb.CommandPath(), "kubectl "), words: words, flags: verb.Flags()}
	k.args = k.flags.Args()
	if dash := k.flags.ArgsLenAtDash(); dash >= 0 {
		k.args, k.command = k.args[:dash], k.args[dash:]
	}
	return k
}

// text gives a flag's value, "" where the command has no such flag.
func (k *invocation) text(name string) string {
	if flag := k.flags.Lookup(name); flag != nil && flag.Changed {
		return flag.Value.String()
	}
	return ""
}

func (k *invocation) list(name string) []string {
	if values, err := k.flags.GetStringSlice(name); err == nil {
		return values
	}
	values, _ := k.flags.GetStringArray(name)
	return values
}

func (k *invocation) on(name string) bool { return k.text(name) == "true" }

// without gives the line without some flags, each with its value.
func (k *invocation) without(names ...string) []string {
	words := slices.Clone(k.words)
	for n := 0; n < len(words) && words[n] != "--"; n++ {
		for _, name := range names {
			if size := k.sizeOf(words[n], name); size > 0 && n+size <= len(words) {
				words = slices.Delete(words, n, n+size)
				n--
				break
			}
		}
	}
	return words
}

// sizeOf says how many words a flag takes that stands at a word; 0 is another.
func (k *invocation) sizeOf(word, name string) int {
	flag := k.flags.Lookup(name)
	if flag == nil {
		return 0
	}
	value := 1
	if flag.NoOptDefVal == "" {
		value = 2
	}
	short := "-" + flag.Shorthand
	switch {
	case word == "--"+name || flag.Shorthand != "" && word == short:
		return value
	case strings.HasPrefix(word, "--"+name+"="):
		return 1
	case flag.Shorthand == "" || strings.HasPrefix(word, "--"):
		return 0
	case value == 2 && strings.HasPrefix(word, short), strings.Trim(word, "-it") == "" && strings.Contains(word, flag.Shorthand):
		return 1
	}
	return 0
}

// kinds are the names that kubectl takes besides a kind's own, for those that
// tutorials use.
var kinds = map[string]string{
	"po": "pod", "pods": "pod", "deploy": "deployment", "deployments": "deployment", "rs": "replicaset", "replicasets": "replicaset",
	"rc": "replicationcontroller", "replicationcontrollers": "replicationcontroller", "sts": "statefulset", "statefulsets": "statefulset",
	"ds": "daemonset", "daemonsets": "daemonset", "svc": "service", "services": "service", "cm": "configmap", "configmaps": "configmap",
	"secrets": "secret", "sa": "serviceaccount", "serviceaccounts": "serviceaccount", "ns": "namespace", "namespaces": "namespace",
	"no": "node", "nodes": "node", "pv": "persistentvolume", "persistentvolumes": "persistentvolume", "pvc": "persistentvolumeclaim",
	"persistentvolumeclaims": "persistentvolumeclaim", "jobs": "job", "cj": "cronjob", "cronjobs": "cronjob", "ing": "ingress", "ingresses": "ingress",
	"netpol": "networkpolicy", "networkpolicies": "networkpolicy", "hpa": "horizontalpodautoscaler", "horizontalpodautoscalers": "horizontalpodautoscaler",
	"ep": "endpoints", "quota": "resourcequota", "resourcequotas": "resourcequota", "limits": "limitrange", "limitranges": "limitrange",
	"roles": "role", "rolebindings": "rolebinding", "clusterroles": "clusterrole", "clusterrolebindings": "clusterrolebinding",
	"pdb": "poddisruptionbudget", "sc": "storageclass", "crd": "customresourcedefinition", "crds": "customresourcedefinition",
}

// canonical is the one name under which objects of a kind are known here.
func canonical(kind string) string {
	kind, _, _ = strings.Cut(strings.ToLower(kind), ".")
	if name, ok := kinds[kind]; ok {
		return name
	}
	return kind
}

// references gives the objects that arguments such as "pod web" or "pod/web
// service/web" name.
func references(args []string) []string {
	var found []string
	for n, arg := range args {
		kind, name, both := strings.Cut(arg, "/")
		switch {
		case both:
			found = append(found, canonical(kind)+"/"+name)
		case n > 0 && !strings.Contains(args[0], "/"):
			for kind := range strings.SplitSeq(args[0], ",") {
				found = append(found, canonical(kind)+"/"+arg)
			}
		}
	}
	return found
}
