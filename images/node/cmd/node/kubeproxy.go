package main

import (
	"flag"
	"os"
	"os/exec"

	proxyapp "k8s.io/kubernetes/cmd/kube-proxy/app"
)

func proxy() {
	dropFlag("version")
	useKubeletsIPTables()
	run(proxyapp.NewProxyCommand())
}

// dropFlag forgets a flag that another program of this binary (CoreDNS)
// declared for the whole process, so that the command's own takes effect.
func dropFlag(name string) {
	all := flag.CommandLine
	flag.CommandLine = flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	all.VisitAll(func(f *flag.Flag) {
		if f.Name != name {
			flag.Var(f.Value, f.Name, f.Usage)
		}
	})
}

// useKubeletsIPTables puts the iptables tools of the backend that the node's
// kubelet uses first on PATH. The kubelet leaves a chain that says so.
func useKubeletsIPTables() {
	const tools = "/usr/libexec/iptables/"
	backend := "legacy"
	hint := exec.Command(tools+"nft/iptables", "-t", "mangle", "-n", "-L", "KUBE-IPTABLES-HINT")
	if hint.Run() == nil {
		backend = "nft"
	}
	os.Setenv("PATH", tools+backend+":"+os.Getenv("PATH"))
}
