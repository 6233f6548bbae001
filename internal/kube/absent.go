package kube

import (
	"errors"
	"net"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
)

// absences are what API servers, kubelets and runtimes say of a container, or
// of a program in it, that is not there to be run: it has not started yet, has
// ended, or its image has no such program.
var absences = []string{
	"does not have a host assigned", "container not found", "is not valid for pod", "pod does not exist", "cannot exec in",
	"cannot exec into", "is not created or running", "is in state CONTAINER_", "container is not running", "container_linux.go",
	`" not found`, "executable file not found", "no such file or directory", "permission denied", "unable to start container process",
}

// Absent says whether an error means that there is nothing to look at: the
// server has answered that it knows no such kind or object, a name has no address, a container
// does not run, or its image has no such program. Any other error says
// nothing of what there is.
func Absent(err error) bool {
	if meta.IsNoMatchError(err) || apierrors.IsNotFound(err) || noSuchHost(err) {
		return true
	}
	if unreached(err) {
		return false
	}
	for _, text := range absences {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}

func noSuchHost(err error) bool {
	var lookup *net.DNSError
	return errors.As(err, &lookup) && lookup.IsNotFound
}

// unreached says whether an error is that of a connection, the server's to a
// kubelet too.
func unreached(err error) bool {
	return errors.As(err, new(*silentError)) || broken(err) || strings.Contains(err.Error(), "error dialing backend")
}

// Unreachable says whether an error means that the API server did not answer.
func Unreachable(err error) bool { return errors.As(err, new(*silentError)) }
