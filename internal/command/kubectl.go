package command

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/client-go/rest"
	componentcli "k8s.io/component-base/cli"
	"k8s.io/klog/v2"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/plugin"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"

	"labs.local/labs/internal/cluster"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/shell"
	"labs.local/labs/internal/step"
	"labs.local/labs/internal/term"
)

// ExitError is how a program ended that ran in the place of labs; what it had to say, it has said.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit code %d", e.Code) }

// Retry says how the API server of a cluster is waited for that is away while labs run.
type Retry func(name string) kube.Retry

// kubectl is what the program is in the place of kubectl.
type kubectl struct {
	*Setup
	retry Retry
}

// Kubectl answers as kubectl does, with the cluster's kubeconfig.
func Kubectl(s *Setup, retry Retry) *cli.Command {
	name, k := "", &kubectl{s, retry}
	return &cli.Command{
		Name:            "kubectl",
		Usage:           s.T("run kubectl against the cluster, in the current lab's namespace"),
		ArgsUsage:       "ARGUMENT...",
		SkipFlagParsing: true,
		Flags:           []cli.Flag{s.nameFlag(&name)},
		BashComplete:    func(c *cli.Context) { k.complete(c.App.Writer, name, c.Args().Slice()) },
		Action:          func(c *cli.Context) error { return k.run(name, k.kubeconfig(name), c.Args().Slice()) },
	}
}

// kubeconfig is that of a cluster: the one of a lab's script, in that.
func (k *kubectl) kubeconfig(name string) string {
	if own := k.Getenv(step.OfScript); own != "" && k.Getenv("LABS_NAME") == name {
		return own
	}
	return k.Dir(name).Kubeconfig()
}

// complete has kubectl offer what it knows, up to the line by which it instructs its own script.
func (k *kubectl) complete(w io.Writer, name string, args []string) {
	var offers bytes.Buffer
	asked := *k.Setup
	asked.Streams = &term.Streams{In: k.Streams.In, Out: &offers, Err: io.Discard}
	_ = (&kubectl{&asked, k.retry}).run(name, k.Dir(name).Kubeconfig(), append([]string{"__complete"}, args...))
	for line := range strings.Lines(offers.String()) {
		if !strings.HasPrefix(line, ":") {
			fmt.Fprint(w, term.Sanitize(line))
		}
	}
}

// IsKubectl says whether the program was called by a name of kubectl's.
func IsKubectl(program string) bool {
	name := strings.TrimSuffix(filepath.Base(program), ".exe")
	return name == "kubectl" || name == "k"
}

// AsKubectl is kubectl, by its name, with the kubeconfig of the environment, or else the cluster's.
func AsKubectl(s *Setup, retry Retry, args []string) error {
	name := cmp.Or(s.Getenv("LABS_NAME"), cluster.DefaultName)
	if !names.MatchString(name) {
		return badName(name)
	}
	return (&kubectl{s, retry}).run(name, cmp.Or(s.Getenv("KUBECONFIG"), s.Dir(name).Kubeconfig()), args)
}

func (k *kubectl) run(name, kubeconfig string, args []string) error {
	// Kubectl reads the variable in places that no option reaches, and writes
	// to ~/.kube/config without it. It ends at a signal, and logs with -v.
	if err := os.Setenv("KUBECONFIG", kubeconfig); err != nil {
		return err
	}
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	klog.ClearLogger()

	own := kubeconfig == k.Dir(name).Kubeconfig()
	failure := runKubectl(k.options(name, own, k.separate(args)))
	if failure == nil {
		return nil
	}
	if _, err := os.Stat(kubeconfig); own && errors.Is(err, os.ErrNotExist) {
		return cluster.NotFound(name)
	}
	if failure.message != "" {
		fmt.Fprintln(k.Streams.Err, term.Sanitize(strings.TrimSuffix(failure.message, "\n")))
	}
	return &ExitError{failure.code}
}

func (k *kubectl) options(name string, own bool, args []string) cmd.KubectlOptions {
	streams := genericiooptions.IOStreams{In: k.Streams.In, Out: k.Streams.Out, ErrOut: k.Streams.Err}
	flags := genericclioptions.NewConfigFlags(true).WithDeprecatedPasswordFlag().
		WithDiscoveryBurst(300).WithDiscoveryQPS(50).WithWarningPrinter(streams) // as kubectl does
	if own {
		*flags.KubeConfig = k.Dir(name).Kubeconfig()
		flags = flags.WithWrapConfigFn(k.configured(name))
	}
	if own && k.Getenv("KUBECACHEDIR") == "" || k.Getenv(step.OfScript) != "" {
		*flags.CacheDir = k.Dir(name).Cache() // not in the home of the learner
	}
	return cmd.KubectlOptions{
		PluginHandler: cmd.NewDefaultPluginHandler(plugin.ValidPluginFilenamePrefixes),
		Arguments:     append([]string{"kubectl"}, args...), ConfigFlags: flags, IOStreams: streams,
	}
}

// configured has kubectl reach the cluster as labs does. For an operation of a lab it also waits for an API server that
// is away, follows no redirect, as the other operations do, and may be held to what is the lab's.
func (k *kubectl) configured(name string) func(*rest.Config) *rest.Config {
	return func(config *rest.Config) *rest.Config {
		kube.Direct(config)
		if k.Getenv(step.Retry) == "" {
			return config
		}
		kube.Unredirected(config)
		retry := k.retry(name)
		retry.Notice = nil // what is printed is the operation's output
		if retrying, err := kube.RetryConfig(config, retry); err == nil {
			config = retrying
		}
		if namespace := k.Getenv(step.Within); namespace != "" {
			kube.Within(config, namespace)
		}
		return config
	}
}

// separate puts the "--" before exec's command, where it is missing.
func (k *kubectl) separate(args []string) []string {
	separated := separateExec(args)
	if !slices.Equal(separated, args) {
		command := shell.Words(append([]string{"kubectl"}, separated...)...)
		fmt.Fprintln(k.Streams.Err, term.Sanitize(k.T("kubectl exec needs -- before the command: %s", command)))
	}
	return separated
}

// kubectlFailure is what kubectl wants to end its process with.
type kubectlFailure struct {
	message string
	code    int
}

// runKubectl runs one command. Kubectl ends its process where a command fails; here that is an error.
func runKubectl(options cmd.KubectlOptions) (failure *kubectlFailure) {
	defer func() {
		switch end := recover().(type) {
		case nil:
		case *kubectlFailure:
			failure = end
		default:
			panic(end)
		}
	}()
	cmdutil.BehaviorOnFatal(func(message string, code int) { panic(&kubectlFailure{message, code}) })
	command := cmd.NewDefaultKubectlCommandWithArgs(options)
	command.SetArgs(options.Arguments[1:])
	command.SetOut(options.IOStreams.Out)
	command.SetErr(options.IOStreams.ErrOut)
	cmdutil.CheckErr(componentcli.RunNoErrOutput(command))
	return nil
}
