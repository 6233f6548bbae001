package trust

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/schedule"
)

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
