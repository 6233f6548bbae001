package kube

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"
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
	usual := "80"
	if u.Scheme == "https" {
		usual = "443"
	}
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), usual))
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

// Direct has a config's requests reach an API server on this machine or in a
// private network without the environment's proxy, which could not.
func Direct(config *rest.Config) {
	server, err := url.Parse(config.Host)
	environment := httpproxy.FromEnvironment()
	if err == nil && config.Proxy == nil && environment.HTTPProxy+environment.HTTPSProxy != "" && private(server.Hostname()) {
		config.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
	}
}

// private says whether a host is one of this machine or of a private network,
// such as a container's name.
func private(host string) bool {
	ip := net.ParseIP(host)
	if ip == nil {
		return !strings.Contains(host, ".") || strings.HasSuffix(host, ".localhost")
	}
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
}

// environmentProxy is the environment's for all but private hosts.
func environmentProxy(request *http.Request) (*url.URL, error) {
	if private(request.URL.Hostname()) {
		return nil, nil
	}
	return httpproxy.FromEnvironment().ProxyFunc()(request.URL)
}

// Unredirected has a config's requests follow no redirect, which may be the
// answer of a Pod or of an extension of the API server: it is the answer.
func Unredirected(config *rest.Config) {
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return unredirected{next} })
}

// unredirected hides where an answer redirects to, so that a client that would
// go there does not.
type unredirected struct{ next http.RoundTripper }

// WrappedRoundTripper lets client-go find what is below.
func (u unredirected) WrappedRoundTripper() http.RoundTripper { return u.next }

// RoundTrip takes the Location away.
func (u unredirected) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := u.next.RoundTrip(request)
	if err == nil && response.StatusCode >= 300 && response.StatusCode < 400 {
		response.Header.Del("Location")
	}
	return response, err
}
