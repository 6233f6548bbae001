package diagnose

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// socket is an address that something listens on.
type socket struct {
	ip   net.IP
	port int
}

func (l socket) String() string { return net.JoinHostPort(l.ip.String(), strconv.Itoa(l.port)) }

// listeners reads, in the first container that can, what the containers of a
// Pod listen on: they share the network.
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

// parseSockets reads the sockets that listen from /proc/net/tcp and tcp6
// (proc_net_tcp in the kernel's documentation).
func parseSockets(text string) []socket {
	const listening = "0A"
	var found []socket
	for _, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		if len(fields) < 4 || fields[3] != listening {
			continue
		}
		if l, ok := parseSocket(fields[1]); ok {
			found = append(found, l)
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
