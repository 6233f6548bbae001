package kube

import (
	"errors"
	"fmt"
	"net"
	"syscall"

	"k8s.io/client-go/rest"
	"k8s.io/kubectl/pkg/proxy"

	"labs.local/labs/internal/i18n"
)

// portsTried is how many ports after the wanted one are tried when it is
// taken.
const portsTried = 20

// Proxy is a running proxy to the API server, the one of "kubectl proxy".
type Proxy struct {
	listener net.Listener
	// Port is where it listens on 127.0.0.1.
	Port int
}

// StartProxy listens on a port of 127.0.0.1, or on the next one that is free. What
// comes through it may read all of the cluster, and change what is the lab's whose
// namespace it is.
func (c *Client) StartProxy(port int, namespace string) (*Proxy, error) {
	filter := &proxy.FilterServer{
		AcceptPaths:   proxy.MakeRegexpArrayOrDie(proxy.DefaultPathAcceptRE),
		RejectPaths:   proxy.MakeRegexpArrayOrDie(proxy.DefaultPathRejectRE),
		AcceptHosts:   proxy.MakeRegexpArrayOrDie(proxy.DefaultHostAcceptRE),
		RejectMethods: proxy.MakeRegexpArrayOrDie(proxy.DefaultMethodRejectRE),
	}
	config := rest.CopyConfig(c.config)
	Within(config, namespace)
	server, err := proxy.NewServer("", "/", "/static/", filter, config, 0, false)
	if err != nil {
		return nil, err
	}
	for try := range portsTried {
		listener, err := server.Listen("127.0.0.1", port+try)
		if errors.Is(err, syscall.EADDRINUSE) {
			continue
		}
		if err != nil {
			return nil, err
		}
		go func() { _ = server.ServeOnListener(listener) }() // ends when the listener is closed
		return &Proxy{listener: listener, Port: listener.Addr().(*net.TCPAddr).Port}, nil
	}
	return nil, i18n.Errorf("ports %d to %d on 127.0.0.1 are all in use", port, port+portsTried-1)
}

// URL is the proxy's address, such as "http://127.0.0.1:8001".
func (p *Proxy) URL() string { return fmt.Sprintf("http://127.0.0.1:%d", p.Port) }

// Close stops listening.
func (p *Proxy) Close() error { return p.listener.Close() }
