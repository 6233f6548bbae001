// Package kube is what the labs ask of a cluster's API server.
package kube

import (
	"context"
	"strings"

	corev1 "k8s.io/api/core/v1"
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

// Ready says why the API server or a node is not ready, or nil.
func (c *Client) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.pace.Of(limit.Ready))
	defer cancel()
	if why, err := c.readyz(ctx, writtenAhead...); err != nil {
		return i18n.Errorf("the API server at %s is not ready: %w%s", c.Server(), err, why)
	}
	nodes, err := c.typed.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return i18n.Errorf("list the nodes: %w", err)
	}
	if len(nodes.Items) == 0 {
		return i18n.Errorf("no node has registered yet")
	}
	for _, node := range nodes.Items {
		for _, condition := range node.Status.Conditions {
			if condition.Type == corev1.NodeReady && condition.Status != corev1.ConditionTrue {
				return i18n.Errorf("node %s is not ready: %s: %s", node.Name, condition.Reason, condition.Message)
			}
		}
	}
	return nil
}

// writtenAhead are checks that a cluster which starts need not wait for: kubeadm
// has made sure of them, and a snapshot has what they are about. The API server
// writes it again at each start, a second later.
var writtenAhead = []string{"poststarthook/rbac/bootstrap-roles", "poststarthook/scheduling/bootstrap-system-priority-classes"}

// readyz asks the API server alone, for all of its checks but some; with an
// error it gives what it says fails.
func (c *Client) readyz(ctx context.Context, without ...string) (why string, err error) {
	request := c.typed.Discovery().RESTClient().Get().AbsPath("/readyz").Param("verbose", "").MaxRetries(0)
	for _, name := range without {
		request.Param("exclude", name)
	}
	body, err := request.DoRaw(ctx)
	return failing(body), err
}

// failing gives those lines of a readyz answer that are not ok.
func failing(body []byte) string {
	var text strings.Builder
	for _, line := range strings.Split(string(body), "\n") {
		if strings.HasPrefix(line, "[-]") {
			text.WriteString("; " + strings.TrimPrefix(line, "[-]"))
		}
	}
	return text.String()
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
