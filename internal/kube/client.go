// Package kube is what the labs ask of a cluster's API server.
package kube

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"

	"k8s.io/apimachinery/pkg/api/meta"
)

// fieldManager owns the fields that labs applies.
const fieldManager = "labs"

// Client reaches one cluster.
type Client struct {
	config  *rest.Config
	typed   kubernetes.Interface
	dynamic dynamic.Interface
	mapper  meta.RESTMapper
}

// New makes a client from a kubeconfig file, and from no other source.
func New(kubeconfig string) (*Client, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, fmt.Errorf("read kubeconfig %q: %w", kubeconfig, err)
	}
	config.UserAgent = "labs"
	config.QPS = -1 // the API server's own priority and fairness is the limit
	config.WarningHandler = rest.NoWarnings{}
	typed, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	dynamic, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	cached := memory.NewMemCacheClient(typed.Discovery())
	mapper := restmapper.NewShortcutExpander(restmapper.NewDeferredDiscoveryRESTMapper(cached), cached, nil)
	return &Client{config: config, typed: typed, dynamic: dynamic, mapper: mapper}, nil
}

// Server is the API server's URL as the kubeconfig has it.
func (c *Client) Server() string { return c.config.Host }

// Version asks the API server for its version, such as "v1.37.2".
func (c *Client) Version() (string, error) {
	info, err := c.typed.Discovery().ServerVersion()
	if err != nil {
		return "", err
	}
	return info.GitVersion, nil
}

// Ready says why the API server is not ready, or nil.
func (c *Client) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	body, err := c.typed.Discovery().RESTClient().Get().AbsPath("/readyz").Param("verbose", "").DoRaw(ctx)
	if err != nil && len(body) > 0 {
		return fmt.Errorf("%w: %s", err, body)
	}
	return err
}

// anonymous is an HTTP client that trusts the cluster's authority and has no
// credentials.
func (c *Client) anonymous() (*http.Client, error) {
	transport, err := rest.TransportFor(rest.AnonymousClientConfig(c.config))
	if err != nil {
		return nil, err
	}
	return &http.Client{Transport: transport, Timeout: 10 * time.Second}, nil
}
