package kube

import (
	"errors"
	"io"
	"net/http"
	"syscall"
	"time"

	utilnet "k8s.io/apimachinery/pkg/util/net"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// silentError is an API server that did not answer.
type silentError struct {
	server string
	// waited is for how long, where that is known.
	waited time.Duration
	// why is what was seen last, or why there is no hope; it may be nil.
	why error
	// err is the context's error that ended the wait, or the hopeless one.
	err error
}

func (e *silentError) Error() string { return e.Localized().String() }

func (e *silentError) Localized() i18n.Message {
	switch {
	case e.why == nil:
		return i18n.Text("the API server at %s did not answer", e.server)
	case e.waited == 0:
		return i18n.Text("the API server at %s did not answer: %v", e.server, e.why)
	}
	return i18n.Text("the API server at %s did not answer for %s: %v", e.server, e.waited, e.why)
}

func (e *silentError) Unwrap() error { return e.err }

// broken says whether an error is that of a connection which could not be
// made or did not last: the kind that a server which restarts leaves. A port
// that an engine forwards to a node takes connections and closes them.
func broken(err error) bool {
	return utilnet.IsConnectionRefused(err) || utilnet.IsHTTP2ConnectionLost(err) || utilnet.IsTimeout(err) || closed(err) ||
		errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.ENETUNREACH)
}

func closed(err error) bool {
	return utilnet.IsConnectionReset(err) || utilnet.IsProbableEOF(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.EPIPE)
}

// unready makes of an error of /readyz, and of what failed there, why the
// server is not ready. The words are not those of the network's errors, which
// make client-go ask again.
func unready(err error, failing string, most limit.Time) error {
	switch {
	case err == nil:
		return nil
	case failing != "":
		return i18n.Errorf("it is not ready%s", failing)
	case utilnet.IsConnectionRefused(err):
		return i18n.Errorf("it refuses connections")
	case utilnet.IsTimeout(err):
		return i18n.Errorf("no answer within %v", most)
	case closed(err):
		return i18n.Errorf("it closes connections")
	}
	return err
}

// transient says whether an answer may be that of a server which starts or
// has lost its etcd: until its caches are filled it forbids what is allowed.
func transient(code int) bool {
	switch code {
	case http.StatusForbidden, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}
