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

	_ "labs.local/labs/internal/untranslated" // kubectl translates nothing where labs is not kubectl
)

// judge reads command lines by kubectl's own commands and flags, as the
// kubectl that is run does, and runs none.
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

// noted is a flag's value that keeps all that it is set to, of which the last
// may not be the only one that counts.
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
