package step

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
)

// defaultProxyPort is kubectl's.
const defaultProxyPort = 8001

type request struct {
	*Scope
	lab.HTTP
	// ofCluster says that the lab means the cluster, and needed no trust for it.
	ofCluster bool
}

// Command is curl's, with the cluster's authority where there is TLS.
func (r *request) Command() string {
	words := []string{"curl"}
	if strings.HasPrefix(r.URL, "https:") {
		words = append(words, "--cacert", r.Host.CAFile)
	}
	if !r.Get() {
		words = append(words, "--request", r.Method)
	}
	if r.ContentType != "" {
		words = append(words, "--header", "Content-Type: "+r.ContentType)
	}
	if r.Body != "" {
		words = append(words, "--data", r.Body)
	}
	return shell.Words(append(words, r.URL)...)
}

func (r *request) Run(ctx context.Context) (lab.Output, error) {
	out, err := r.Cluster.Request(ctx, &r.HTTP, r.reach())
	if err != nil {
		return out, i18n.Errorf("request %s: %w", r.URL, err)
	}
	return out, nil
}

// reach says where a request may connect to that is meant for the cluster.
func (r *request) reach() *kube.Reach {
	if !r.ofCluster {
		return nil
	}
	return &kube.Reach{Proxy: r.Values["proxy"], Running: r.proxy != nil}
}

type startProxy struct {
	*Scope
	lab.Proxy
}

func (p *startProxy) port() int { return cmp.Or(p.Port, defaultProxyPort) }

func (p *startProxy) Command() string { return fmt.Sprintf("kubectl proxy --port=%d &", p.port()) }

func (p *startProxy) Run(context.Context) (lab.Output, error) {
	if err := p.Close(); err != nil {
		return lab.Output{}, err
	}
	started, err := p.Cluster.StartProxy(p.port(), p.namespace())
	if err != nil {
		return lab.Output{}, i18n.Errorf("start the proxy: %w", err)
	}
	if started.Port != p.port() {
		p.Notice(i18n.Text("port %d is in use by another program; the proxy listens on port %d instead", p.port(), started.Port))
	}
	p.proxy, p.Values["proxy"] = started, started.URL()
	address, _ := url.Parse(started.URL())
	return lab.Output{Text: "Starting to serve on " + address.Host + "\n"}, nil
}

type stopProxy struct{ *Scope }

func (p *stopProxy) Command() string { return "kill %% # ends kubectl proxy" }

func (p *stopProxy) Run(context.Context) (lab.Output, error) {
	return lab.Output{}, p.Close()
}
