package diagnose

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
)

// unready tells which containers run and are not ready, and what their probes say.
func unready(ctx context.Context, s *scene) []i18n.Message {
	var found []i18n.Message
	for _, status := range s.pod.Status.ContainerStatuses {
		if status.Ready || status.State.Running == nil {
			continue
		}
		why := s.probed(ctx, status.Name)
		if why == "" {
			found = append(found, i18n.Text("container %s of %s runs but is not ready: its readiness probe has not passed yet", status.Name, reference(s.pod)))
			continue
		}
		found = append(found, i18n.Text("container %s of %s runs but is not ready: %s", status.Name, reference(s.pod), why))
		if port := probePort(containerOf(s.pod, status.Name)); port != "" && strings.Contains(why, "refused") {
			found = append(found, s.noProbeListener(ctx, port)...)
		}
	}
	return found
}

// unhealthy tells of containers that the kubelet restarts because a probe fails, where
// a check is about how they run.
func unhealthy(ctx context.Context, s *scene) []i18n.Message {
	var found []i18n.Message
	for _, status := range s.pod.Status.ContainerStatuses {
		why := s.probed(ctx, status.Name)
		if status.RestartCount > 0 && !strings.HasPrefix(why, "Readiness") && why != "" {
			found = append(found, i18n.Text("container %s of %s is restarted again and again (%d times): %s", status.Name, reference(s.pod), status.RestartCount, why))
		}
	}
	return found
}

// probed gives the last failure of a container's probes.
func (s *scene) probed(ctx context.Context, container string) string {
	for _, e := range s.events(ctx, s.pod.Namespace, s.pod.UID) {
		if e.Reason == "Unhealthy" && e.InvolvedObject.FieldPath == "spec.containers{"+container+"}" {
			return short(e.Message)
		}
	}
	return ""
}

// events gives the events of an object, the newest first.
func (s *scene) events(ctx context.Context, namespace string, uid types.UID) []*corev1.Event {
	events := slices.DeleteFunc(list[corev1.Event](ctx, s.Cluster, "event", namespace), func(e *corev1.Event) bool {
		return e.InvolvedObject.UID != uid
	})
	slices.SortStableFunc(events, func(a, b *corev1.Event) int { return kube.InOrder(b, a) })
	return events
}

func probePort(c *corev1.Container) string {
	if c == nil || c.ReadinessProbe == nil {
		return ""
	}
	switch p := c.ReadinessProbe; {
	case p.HTTPGet != nil:
		return p.HTTPGet.Port.String()
	case p.TCPSocket != nil:
		return p.TCPSocket.Port.String()
	}
	return ""
}

// noProbeListener says what the Pod listens on: the kubelet asks at the Pod's address, not 127.0.0.1.
func (s *scene) noProbeListener(ctx context.Context, port string) []i18n.Message {
	sockets, ok := s.listeners(ctx, s.pod)
	if !ok || cmp.Or(port, "0") == "0" {
		return nil
	}
	if there := at(sockets, port); len(there) > 0 {
		return messages(s.advise(i18n.Text("%s listens on port %s only at %s, but the kubelet connects to the Pod's IP address", reference(s.pod), port, describe(there)),
			i18n.Text("listen on 0.0.0.0")))
	}
	return messages(nothingOn(port, s.pod, sockets))
}

// nothingOn says what a Pod listens on where it does not on a port.
func nothingOn(port string, pod *corev1.Pod, sockets []socket) i18n.Message {
	if len(sockets) == 0 {
		return i18n.Text("nothing listens on port %s in %s, or on any other port there", port, reference(pod))
	}
	return i18n.Text("nothing listens on port %s in %s, which listens on %s: correct one of the two ports", port, reference(pod), describe(sockets))
}

// socket is an address that something listens on.
type socket struct {
	ip   net.IP
	port int
}

func (l socket) String() string { return net.JoinHostPort(l.ip.String(), strconv.Itoa(l.port)) }

// listeners reads what the containers of a Pod, which share the network, listen on.
func (s *scene) listeners(ctx context.Context, pod *corev1.Pod) ([]socket, bool) {
	for _, status := range pod.Status.ContainerStatuses {
		if status.State.Running == nil {
			continue
		}
		out, err := s.Cluster.Exec(ctx, pod.Namespace, pod.Name, status.Name, []string{"cat", "/proc/net/tcp", "/proc/net/tcp6"})
		if err == nil && strings.Contains(out.Text, "local_address") {
			return parseSockets(out.Text), true
		}
	}
	return nil, false
}

// parseSockets reads the listening sockets of /proc/net/tcp and tcp6 (proc_net_tcp of the kernel).
func parseSockets(text string) []socket {
	const listening = "0A"
	var found []socket
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) > 3 && fields[3] == listening {
			if l, ok := parseSocket(fields[1]); ok {
				found = append(found, l)
			}
		}
	}
	return found
}

// parseSocket reads an address such as 0100007F:1F41: words of four bytes in
// the machine's order, which is little-endian on all that Kubernetes has.
func parseSocket(address string) (socket, bool) {
	host, port, _ := strings.Cut(address, ":")
	ip, err := hex.DecodeString(host)
	number, errPort := strconv.ParseUint(port, 16, 16)
	if err != nil || errPort != nil || len(ip)%4 != 0 || len(ip) == 0 {
		return socket{}, false
	}
	for i := 0; i < len(ip); i += 4 {
		slices.Reverse(ip[i : i+4])
	}
	return socket{ip, int(number)}, true
}

// describe lists sockets, each once.
func describe(sockets []socket) string {
	var texts []string
	for _, l := range sockets {
		if text := l.String(); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return some(texts)
}

// at gives the sockets of a port.
func at(sockets []socket, port string) []socket {
	return slices.DeleteFunc(slices.Clone(sockets), func(l socket) bool { return fmt.Sprint(l.port) != port })
}
