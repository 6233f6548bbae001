package diagnose

import (
	"context"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"

	"labs.local/labs/internal/i18n"
)

var dialed = regexp.MustCompile(`dial tcp \[?([^\s\]]+?)\]?:(\d+): connect: connection refused`)

// refused says who listens where a connection was refused.
func refused(ctx context.Context, s *scene) []i18n.Message {
	r := s.request()
	switch {
	case r != nil && s.exec != nil && s.pod != nil && s.ended(curlRefused):
		return s.noListener(ctx, r)
	case r != nil && s.exec != nil && s.pod != nil && s.ended(curlTimeout):
		return s.noEndpoint(ctx, r)
	case r != nil && s.Output.Refused && (s.Check == nil || !s.Check.Refused):
		return messages(s.nobodyHere(r.host, r.port))
	case s.exec == nil && s.pod == nil:
		if m := dialed.FindStringSubmatch(s.said()); m != nil {
			return messages(s.nobodyHere(m[1], m[2]))
		}
	}
	return nil
}

func (s *scene) nobodyHere(host, port string) i18n.Message {
	return s.advise(i18n.Text("nothing listens on %s on this machine; if this is the proxy to the API server, it is not running", net.JoinHostPort(host, port)),
		i18n.Text("start it with `kubectl proxy --port=%s`", port))
}

// noListener looks into the Pod that was asked, often the one that asks.
func (s *scene) noListener(ctx context.Context, r *request) []i18n.Message {
	target := s.target(ctx, r)
	if target == nil {
		return s.noEndpoint(ctx, r)
	}
	sockets, ok := s.listeners(ctx, target)
	if !ok {
		return nil
	}
	pod := reference(target)
	switch there := at(sockets, r.port); {
	case len(there) > 0 && !r.loopback():
		return messages(s.advise(i18n.Text("%s listens on port %s only at %s, so requests to %s do not reach it", pod, r.port, describe(there), r.host),
			i18n.Text("listen on 0.0.0.0 (for kubectl proxy: --address=0.0.0.0), or send the request to 127.0.0.1 from a container of the same Pod")))
	case len(there) > 0:
		return messages(i18n.Text("%s now listens on port %s (%s), but did not when the request was sent", pod, r.port, describe(there)))
	}
	return messages(nothingOn(r.port, target, sockets))
}

// target gives the Pod of the namespace that a request goes to, or nil.
func (s *scene) target(ctx context.Context, r *request) *corev1.Pod {
	if r.loopback() || r.host == s.pod.Status.PodIP {
		return s.pod
	}
	for _, pod := range list[corev1.Pod](ctx, s.Cluster, "pod", s.Namespace) {
		if pod.Status.PodIP == r.host {
			return pod
		}
	}
	return nil
}

// noEndpoint tells of a Service that has no Pod behind it.
func (s *scene) noEndpoint(ctx context.Context, r *request) []i18n.Message {
	parts := append(strings.Split(r.host, "."), s.Namespace)
	for _, service := range list[corev1.Service](ctx, s.Cluster, "service", "") {
		named := service.Name == parts[0] && service.Namespace == parts[1]
		if !named && service.Spec.ClusterIP != r.host {
			continue
		}
		ports := each(service.Spec.Ports, func(p corev1.ServicePort) string { return fmt.Sprint(p.Port) })
		switch {
		case !slices.Contains(ports, r.port):
			return messages(i18n.Text("Service %s has no port %s; it has %s", service.Name, r.port, some(ports)))
		case !s.hasEndpoint(ctx, service):
			return messages(i18n.Text("Service %s has no ready Pod: its selector is %v", service.Name, formatMap(service.Spec.Selector)))
		}
	}
	return nil
}

func (s *scene) hasEndpoint(ctx context.Context, service *corev1.Service) bool {
	endpoints := list[discoveryv1.EndpointSlice](ctx, s.Cluster, "endpointslice", service.Namespace)
	return slices.ContainsFunc(endpoints, func(e *discoveryv1.EndpointSlice) bool {
		return e.Labels[discoveryv1.LabelServiceName] == service.Name && len(e.Endpoints) > 0
	})
}

// open tells of a port that answers though it should not.
func open(ctx context.Context, s *scene) []i18n.Message {
	r := s.request()
	switch {
	case s.Check == nil || r == nil:
		return nil
	case s.Check.Refused && !s.Output.Refused && s.Output.Status != 0:
		return messages(i18n.Text("a program on this machine still listens on %s: stop the proxy or the other program", net.JoinHostPort(r.host, r.port)))
	case s.exec == nil || s.pod == nil || !s.demands(curlRefused) || s.Output.ExitCode != 0:
		return nil
	}
	target := s.target(ctx, r)
	if target == nil {
		return nil
	}
	sockets, _ := s.listeners(ctx, target)
	if there := at(sockets, r.port); len(there) > 0 {
		return messages(s.advise(i18n.Text("%s listens on port %s at %s, which others can reach", reference(target), r.port, describe(there)),
			i18n.Text("listen on 127.0.0.1 only (kubectl proxy does this without --address)")))
	}
	return nil
}
