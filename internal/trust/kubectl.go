package trust

import (
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/kubectl/pkg/cmd"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/schedule"
	_ "labs.local/labs/internal/untranslated" // kubectl translates nothing where labs is not kubectl
)

// judge reads command lines by kubectl's own commands and flags, as the kubectl that is run does, and runs none.
type judge struct {
	mu   sync.Mutex // looking a command up completes its flags
	root *cobra.Command
}

var kubectl = sync.OnceValue(func() *judge {
	discard := genericiooptions.IOStreams{In: strings.NewReader(""), Out: io.Discard, ErrOut: io.Discard}
	return &judge{root: cmd.NewKubectlCommand(cmd.KubectlOptions{IOStreams: discard})}
})

// stays says whether a command line stays in a lab: its command, all of its flags
// and their values are known to stay in the cluster, and it changes nothing else
// there.
func (j *judge) stays(args []string, in Scope) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	command, rest, err := j.root.Find(args)
	name := strings.TrimPrefix(command.CommandPath(), "kubectl ")
	if err != nil || !slices.Contains(clusterCommands, name) {
		return false
	}
	flags := j.flags(command)
	if flags.Parse(rest) != nil || command.HasSubCommands() && flags.NArg() > 0 {
		return false // what is no subcommand may be a plugin's
	}
	stays := true
	flags.Visit(func(f *pflag.Flag) {
		noted := f.Value.(*noted)
		stays = stays && noted.harmless != nil && !slices.ContainsFunc(noted.values, func(v string) bool { return !noted.harmless(v) })
	})
	return stays && !in.elsewhere(name, flags)
}

// flags gives those of a command, which note what they are set to.
func (j *judge) flags(command *cobra.Command) *pflag.FlagSet {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.SetNormalizeFunc(j.root.GlobalNormalizationFunc())
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	command.InheritedFlags() // completes the command's own
	command.Flags().VisitAll(func(f *pflag.Flag) {
		known := clusterFlags
		if j.root.PersistentFlags().Lookup(f.Name) == f {
			known = globalFlags
		}
		value := &noted{kind: f.Value.Type(), harmless: known[f.Name]}
		flags.AddFlag(&pflag.Flag{Name: f.Name, Shorthand: f.Shorthand, NoOptDefVal: f.NoOptDefVal, Value: value})
	})
	return flags
}

// noted is a flag's value that keeps all that it is set to, of which the last may not be the only one that counts.
type noted struct {
	kind   string
	values []string
	// harmless judges a value; it is nil where no value is known to be.
	harmless func(value string) bool
}

func (n *noted) String() string { return "" }

func (n *noted) Type() string { return n.kind }

func (n *noted) Set(value string) error {
	n.values = append(n.values, value)
	return nil
}

// Scope is the lab that an operation stands in.
type Scope struct {
	Course *lab.Course
	Lab    *lab.Lab
}

// foreign says whether an object, KIND/NAME, is known to be nobody's or
// somebody else's: it lies in no namespace, and the lab does not make it. Of a
// kind that is not Kubernetes' own nothing is known: where a command runs, it
// changes what is the lab's alone.
func (s Scope) foreign(object string) bool {
	kind, _, _ := strings.Cut(object, "/")
	return schedule.ClusterScopedWord(kind) && !schedule.Makes(s.Course, s.Lab, object)
}

// elsewhere says whether a command of kubectl's changes something in another
// namespace, or outside of namespaces what the lab does not make. What the
// files hold that it names is judged when it runs.
func (s Scope) elsewhere(command string, flags *pflag.FlagSet) bool {
	words := strings.Fields(command)
	if lab.KubectlChanges(words) == "" || all(flags, "dry-run", "client", "server", "unchanged") || all(flags, "list", "true") {
		return false
	}
	for _, namespace := range values(flags, "namespace") {
		if !schedule.Makes(s.Course, s.Lab, "namespace/"+namespace) {
			return true
		}
	}
	everywhere := values(flags, "all-namespaces")
	return len(everywhere) > 0 && !all(flags, "all-namespaces", "false") || slices.ContainsFunc(objects(words, flags.Args()), s.foreign)
}

// values gives all that a flag of a command line is set to.
func values(flags *pflag.FlagSet, name string) []string {
	if f := flags.Lookup(name); f != nil {
		return f.Value.(*noted).values
	}
	return nil
}

// all says whether a flag is set, and only to some values.
func all(flags *pflag.FlagSet, name string, some ...string) bool {
	set := values(flags, name)
	return len(set) > 0 && !slices.ContainsFunc(set, func(value string) bool { return !slices.Contains(some, value) })
}

// objects gives those that a command changes, KIND/NAME as they are written,
// as far as they may lie outside of namespaces; without a name where it selects
// them.
func objects(command, args []string) (found []string) {
	switch strings.Join(command, " ") {
	case "cordon", "uncordon", "drain", "taint":
		return []string{"node/"}
	case "certificate approve", "certificate deny":
		args = append([]string{"csr"}, args...)
	case "delete", "label", "annotate", "patch", "set subject":
	default:
		return nil
	}
	args = slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return strings.Contains(arg, "=") || strings.HasSuffix(arg, "-") })
	if len(args) == 0 || strings.Contains(args[0], "/") {
		return args
	}
	for kind := range strings.SplitSeq(args[0], ",") {
		for _, name := range append(args[1:len(args):len(args)], "")[:max(1, len(args)-1)] {
			found = append(found, kind+"/"+name)
		}
	}
	return found
}
