// Package kube is what the labs ask of a cluster's API server.
package kube

import (
	"context"
	"errors"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
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
	// made with, which may retry.
	config, requests *rest.Config
	// machine stretches limits.
	machine *limit.Machine
	// owner is whom namespaces are made for.
	owner Owner
	// outage is there where the client retries.
	outage *outage

	typed   kubernetes.Interface
	dynamic dynamic.Interface
	cached  discovery.CachedDiscoveryInterfaceWithContext
	mapper  meta.RESTMapperWithContext
	// documents are what UnknownField has read.
	documents *documents
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
	c.documents = &documents{}
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

// Probe asks once for something that the API server reads from its database. That
// it may not be seen is an answer, too.
func (c *Client) Probe(ctx context.Context) error {
	_, err := c.asked().typed.CoreV1().Namespaces().Get(ctx, metav1.NamespaceDefault, metav1.GetOptions{})
	if status := apierrors.APIStatus(nil); errors.As(err, &status) {
		return nil
	}
	return err
}

// asked is the client that asks once, even where this one retries.
func (c *Client) asked() *Client {
	if c.outage != nil {
		return c.outage.plain
	}
	return c
}

// Answers says whether the API server is there: it is asked once, even
// where the client retries.
func (c *Client) Answers(ctx context.Context) bool {
	_, err := c.asked().readyz(ctx)
	return err == nil
}
