package main

import (
	"context"
	"fmt"
	"os"

	_ "github.com/containerd/containerd/v2/cmd/containerd/builtins"
	"github.com/containerd/containerd/v2/cmd/containerd/command"
	ctrapp "github.com/containerd/containerd/v2/cmd/ctr/app"
)

func containerd() { exit("containerd", command.App().Run(context.Background(), os.Args), 1) }
func ctr()        { exit("ctr", ctrapp.New().Run(context.Background(), os.Args), 1) }

// exit ends the process with the code where there is an error.
func exit(program string, err error, code int) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", program, err)
		os.Exit(code)
	}
}
