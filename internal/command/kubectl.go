package command

import (
	"fmt"
	"os"

	"github.com/urfave/cli/v2"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/kubectl/pkg/cmd"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"
)

// KubectlError is how a kubectl command ended; what it has to say is said.
type KubectlError struct {
	Message string
	Code    int
}

func (e *KubectlError) Error() string { return e.Message }

// Kubectl answers as kubectl does, with the cluster's kubeconfig.
func Kubectl(s *Setup) *cli.Command {
	return &cli.Command{
		Name:            "kubectl",
		Usage:           "run kubectl in the cluster, in the current lab's namespace",
		ArgsUsage:       "ARGUMENT...",
		SkipFlagParsing: true,
		Flags:           []cli.Flag{s.nameFlag(), s.dirFlag()},
		Action: func(c *cli.Context) error {
			flags := genericclioptions.NewConfigFlags(true).WithDeprecatedPasswordFlag()
			*flags.KubeConfig = s.Dir(c.String("name")).Kubeconfig()
			if _, err := os.Stat(*flags.KubeConfig); err != nil {
				return s.noCluster(c.String("name"))
			}
			*flags.Namespace = s.currentNamespace(c)
			return kubectl(cmd.KubectlOptions{
				Arguments:   append([]string{"kubectl"}, c.Args().Slice()...),
				ConfigFlags: flags,
				IOStreams:   genericiooptions.IOStreams{In: s.Streams.In, Out: s.Streams.Out, ErrOut: s.Streams.Err},
			}, c.Args().Slice())
		},
	}
}

// kubectl runs one command. Kubectl ends its process where a command fails;
// here that becomes an error, so that there is one way out of the program.
func kubectl(options cmd.KubectlOptions, args []string) (err error) {
	defer func() {
		switch failure := recover().(type) {
		case nil:
		case *KubectlError:
			err = failure
		default:
			panic(failure)
		}
	}()
	cmdutil.BehaviorOnFatal(func(message string, code int) { panic(&KubectlError{message, code}) })
	command := cmd.NewKubectlCommand(options)
	command.SetArgs(args)
	if err := command.Execute(); err != nil {
		return &KubectlError{fmt.Sprint("error: ", err), 1}
	}
	return nil
}
