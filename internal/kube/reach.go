package kube

import (
	"context"
	"net"
	"net/http"
	"net/url"

	"k8s.io/client-go/rest"

	"labs.local/labs/internal/i18n"
)

// Reach has a request connect to the cluster alone: to its API server and to
// a proxy of labs' own. It judges the address at the moment of connecting,
// whatever led there.
type Reach struct {
	// Proxy is the URL of labs' own proxy, "" where there was none.
	Proxy string
	// Running says that the proxy listens. Where it was stopped somebody else
	// may listen there by now, and gets nothing.
	Running bool
}

// dial is that of a net.Dialer.
type dial func(ctx context.Context, network, address string) (net.Conn, error)

// from gives a dial that keeps within the reach.
func (r *Reach) from(server string, next dial) dial {
	api, proxy := address(server), address(r.Proxy)
	return func(ctx context.Context, network, to string) (net.Conn, error) {
		if to == "" || to != api && to != proxy {
			return nil, i18n.Errorf("%s does not belong to the cluster: this request may go only to the API server or to the labs proxy", to)
		}
		connection, err := next(ctx, network, to)
		if err != nil || to == api || r.Running {
			return connection, err
		}
		_ = connection.Close()
		return nil, i18n.Errorf("the labs proxy was stopped, and another program listens on %s", to)
	}
}

// address gives the host and port that a client connects to for a URL.
func address(server string) string {
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	port := u.Port()
	switch {
	case port == "" && u.Scheme == "https":
		port = "443"
	case port == "":
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// anonymous is an HTTP client that trusts the cluster's authority, has no
// credentials and follows no redirect. Within a reach it uses no proxy of the
// environment either.
func (c *Client) anonymous(within *Reach) (*http.Client, error) {
	authority, err := rest.TLSConfigFor(rest.AnonymousClientConfig(c.config))
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{TLSClientConfig: authority, DialContext: (&net.Dialer{}).DialContext, Proxy: environmentProxy}
	if within != nil {
		transport.DialContext, transport.Proxy = within.from(c.Server(), transport.DialContext), nil
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}
