// Package kube is what the labs ask of a cluster's API server.
package kube

import (
	"context"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// fieldManager owns the fields that labs applies.
const fieldManager = "labs"

// Client reaches one cluster.
type Client struct {
	// config is that of the kubeconfig, requests the one that requests are
	// made with, which may be patient.
	config, requests *rest.Config
	// pace stretches limits.
	pace limit.Pace
	// outage is there where the client is patient.
	outage *outage

	typed   kubernetes.Interface
	dynamic dynamic.Interface
	cached  discovery.CachedDiscoveryInterfaceWithContext
	mapper  meta.RESTMapperWithContext
}

// New makes a client from a kubeconfig file, and from no other source.
func New(kubeconfig string) (*Client, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, i18n.Errorf("read kubeconfig %q: %w", kubeconfig, err)
	}
	config.UserAgent = "labs"
	config.QPS = -1 // the API server's own priority and fairness is the limit
	config.WarningHandlerWithContext = warner{}
	Direct(config)
	c := &Client{config: config, requests: rest.CopyConfig(config)}
	Unredirected(c.requests)
	return c, c.connect()
}

// connect makes the clients that the requests' config asks for.
func (c *Client) connect() (err error) {
	if c.typed, err = kubernetes.NewForConfig(c.requests); err != nil {
		return err
	}
	if c.dynamic, err = dynamic.NewForConfig(c.requests); err != nil {
		return err
	}
	c.cached = memory.NewMemCacheClientWithContext(c.typed.Discovery())
	c.mapper = restmapper.NewShortcutExpanderWithContext(restmapper.NewDeferredDiscoveryRESTMapperWithContext(c.cached), c.cached, nil)
	return nil
}

// CA gives the certificate of the cluster's authority, in PEM.
func (c *Client) CA() []byte { return c.config.CAData }

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

// Answer is how long the API server takes for the smallest answer: the median of
// five, for one may be in bad company, or have luck.
func (c *Client) Answer() (time.Duration, error) {
	var took [5]time.Duration
	for i := range took {
		began := time.Now()
		if _, err := c.Version(); err != nil {
			return 0, err
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took[:])
	return took[len(took)/2], nil
}

// Answers says whether the API server is there: it is asked once, however
// patient the client is.
func (c *Client) Answers(ctx context.Context) bool {
	asked := c
	if c.outage != nil {
		asked = c.outage.plain
	}
	_, err := asked.readyz(ctx)
	return err == nil
}
