package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
	_ "time/tzdata" // time zones of CronJobs

	_ "github.com/containerd/containerd/v2/cmd/containerd/builtins"
	"github.com/containerd/containerd/v2/cmd/containerd/command"
	ctrapp "github.com/containerd/containerd/v2/cmd/ctr/app"
	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	cri "k8s.io/cri-client/pkg"
	apiserverapp "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanagerapp "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	schedulerapp "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubeadmapp "k8s.io/kubernetes/cmd/kubeadm/app"
	kubeadmerrors "k8s.io/kubernetes/cmd/kubeadm/app/util/errors"
	kubeletapp "k8s.io/kubernetes/cmd/kubelet/app"

	"labs.local/node/internal/crictl"
)

func run(command *cobra.Command) { os.Exit(cli.Run(command)) }

func apiserver()         { run(apiserverapp.NewAPIServerCommand()) }
func controllerManager() { run(controllermanagerapp.NewControllerManagerCommand()) }
func scheduler()         { run(schedulerapp.NewSchedulerCommand()) }
func kubelet()           { run(kubeletapp.NewKubeletCommand(context.Background())) }
func kubeadm()           { kubeadmerrors.HandleError(kubeadmapp.Run()) }

func etcd() { etcdmain.Main(os.Args) }

func containerd() { exit("containerd", command.App().Run(context.Background(), os.Args), 1) }
func ctr()        { exit("ctr", ctrapp.New().Run(context.Background(), os.Args), 1) }

// exit ends the process with the code where there is an error.
func exit(program string, err error, code int) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", program, err)
		os.Exit(code)
	}
}

func runCrictl() {
	ctx := context.Background()
	err := crictl.Run(ctx, os.Stdout, os.Args[1:], func() (crictl.Images, error) {
		return cri.NewRemoteImageService(ctx, "unix:///run/containerd/containerd.sock", 10*time.Second, nil, false)
	})
	code := 1
	if errors.Is(err, crictl.ErrUsage) {
		code = 2
	}
	exit("crictl", err, code)
}
