package kube

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"
	"k8s.io/client-go/rest"
)

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
