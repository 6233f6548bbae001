package command

import (
	"io"
	"slices"

	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/kubectl/pkg/cmd"
)

// separateExec gives the arguments of a "kubectl exec" with "--" before the command, which older texts leave out and
// kubectl no longer accepts; others as they are. Kubectl's own flags tell where the command begins: a tree of commands
// is made for that, which is not run.
func separateExec(args []string) []string {
	if !slices.Contains(args, "exec") || slices.Contains(args, "--") {
		return args
	}
	discard := genericiooptions.IOStreams{Out: io.Discard, ErrOut: io.Discard}
	exec, rest, err := cmd.NewKubectlCommand(cmd.KubectlOptions{IOStreams: discard}).Find(args)
	if err != nil || exec.CommandPath() != "kubectl exec" {
		return args
	}
	flags := exec.Flags()
	flags.SetInterspersed(false)
	flags.SetOutput(io.Discard)
	if exec.ParseFlags(rest) != nil {
		return args
	}
	if !flags.Changed("filename") { // then the Pod comes first, and flags may follow
		if flags.NArg() == 0 || exec.ParseFlags(flags.Args()[1:]) != nil {
			return args
		}
	}
	if flags.NArg() == 0 {
		return args
	}
	return slices.Insert(slices.Clone(args), len(args)-flags.NArg(), "--")
}
