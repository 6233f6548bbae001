// Command node is every program of a Kubernetes node in one binary; the name
// it is called by (argv[0]) says which of them it is.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// programs maps the name on disk to the program's main function.
var programs = map[string]func(){
	"containerd":              containerd,
	"coredns":                 coredns,
	"crictl":                  runCrictl,
	"ctr":                     ctr,
	"etcd":                    etcd,
	"kube-apiserver":          apiserver,
	"kube-controller-manager": controllerManager,
	"kube-proxy":              proxy,
	"kube-scheduler":          scheduler,
	"kubeadm":                 kubeadm,
	"kubelet":                 kubelet,
}

func main() {
	saveMemory()
	name := filepath.Base(os.Args[0])
	if run, ok := programs[name]; ok {
		run()
		return
	}
	fmt.Fprintf(os.Stderr, "node: no program %q; call it as one of: %s\n", name, strings.Join(slices.Sorted(maps.Keys(programs)), " "))
	os.Exit(2)
}
