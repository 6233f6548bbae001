package main

import (
	"context"
	"errors"
	"os"
	"time"

	cri "k8s.io/cri-client/pkg"
	"labs.local/node/internal/crictl"
)

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
