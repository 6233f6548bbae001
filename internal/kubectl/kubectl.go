// Package kubectl reads command lines of kubectl as kubectl does, and runs none.
package kubectl

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/kubectl/pkg/cmd"

	"labs.local/labs/internal/i18n"
)

// Command is a command line of kubectl.
type Command struct {
	// Path is the verb with its object, such as "create deployment".
	Path string
	// Words is the whole line without kubectl.
	Words []string
	// Args are those that are no flags, up to a "--"; Inner is what is behind it.
	Args, Inner []string
	flags       *pflag.FlagSet
}

// Parse reads a line, without "kubectl", by kubectl's own table of commands and
// flags. The error is why kubectl would refuse it.
func Parse(words []string) (*Command, error) {
	discard := genericiooptions.IOStreams{In: strings.NewReader(""), Out: io.Discard, ErrOut: io.Discard}
	verb, rest, err := cmd.NewKubectlCommand(cmd.KubectlOptions{IOStreams: discard}).Find(words)
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, i18n.Errorf("%s", first)
	}
	if !verb.HasParent() {
		return nil, i18n.Errorf("no command")
	}
	verb.Flags().SetOutput(io.Discard)
	if err := verb.ParseFlags(rest); err != nil {
		return nil, err
	}
	k := &Command{Path: strings.TrimPrefix(verb.CommandPath(), "kubectl "), Words: words, flags: verb.Flags()}
	k.Args = k.flags.Args()
	if dash := k.flags.ArgsLenAtDash(); dash >= 0 {
		k.Args, k.Inner = k.Args[:dash], k.Args[dash:]
	}
	if verb.HasSubCommands() && len(k.Args) > 0 {
		return nil, i18n.Errorf("unknown command %q for %q", k.Args[0], verb.CommandPath())
	}
	return k, nil
}

// Flag gives a flag's value, "" where the command has no such flag.
func (k *Command) Flag(name string) string {
	if flag := k.flags.Lookup(name); flag != nil && flag.Changed {
		return flag.Value.String()
	}
	return ""
}

// List gives the values of a flag that may stand several times.
func (k *Command) List(name string) []string {
	if values, err := k.flags.GetStringSlice(name); err == nil {
		return values
	}
	values, _ := k.flags.GetStringArray(name)
	return values
}

// On says whether a flag without a value is set.
func (k *Command) On(name string) bool { return k.Flag(name) == "true" }

// Duration gives a flag's time, 0 where the line does not have it.
func (k *Command) Duration(name string) time.Duration {
	if k.Flag(name) == "" {
		return 0
	}
	duration, _ := k.flags.GetDuration(name)
	return duration
}

// Without gives the line without some flags, each with its value.
func (k *Command) Without(names ...string) []string {
	words := slices.Clone(k.Words)
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
func (k *Command) sizeOf(word, name string) int {
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

// kinds are the names that kubectl takes besides a kind's own, for those that tutorials use.
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

// Canonical is the one name under which objects of a kind are known here.
func Canonical(kind string) string {
	kind, _, _ = strings.Cut(strings.ToLower(kind), ".")
	if name, ok := kinds[kind]; ok {
		return name
	}
	return kind
}

// References gives the objects that arguments such as "pod web" or "pod/web service/web" name.
func References(args []string) []string {
	var found []string
	for n, arg := range args {
		kind, name, both := strings.Cut(arg, "/")
		switch {
		case both:
			found = append(found, Canonical(kind)+"/"+name)
		case n > 0 && !strings.Contains(args[0], "/"):
			for kind := range strings.SplitSeq(args[0], ",") {
				found = append(found, Canonical(kind)+"/"+arg)
			}
		}
	}
	return found
}

// UpToInner gives the line up to the command of a Pod, without some flags.
func (k *Command) UpToInner(names ...string) []string {
	words := k.Without(names...)
	if at := slices.Index(words, "--"); at >= 0 {
		return words[:at]
	}
	if extra := len(k.Args) - 1; extra > 0 {
		return words[:len(words)-extra]
	}
	return words
}
