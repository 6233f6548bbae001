package cluster

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// troubleAfter is how long a control plane has before anybody looks into its
// node for why it does not start; troubleEvery is the time between two looks.
const troubleAfter, troubleEvery = 3 * time.Second, 2 * time.Second

// boot is the start of a control plane, watched from outside.
type boot struct {
	*Kind
	// limit is how long the API server may take.
	limit time.Duration
	// made says that the node has its control plane already.
	made bool

	node   container
	before *trouble
	deaf   int
}

// attend does work that starts a control plane, waits for its API server, and
// gives the machine's pace. It ends the work as soon as it is in vain.
func (b *boot) attend(ctx context.Context, work func(context.Context) error) (limit.Pace, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var took time.Duration
	began, answered := time.Now(), make(chan error, 1)
	go func() {
		err := b.answers(ctx, began.Add(b.limit))
		took = time.Since(began)
		if err != nil && ctx.Err() == nil {
			err = b.failed(ctx, err)
			cancel(err)
		}
		answered <- err
	}()
	if err := work(ctx); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return 1, cause
		}
		return 1, err
	}
	err := <-answered
	return limit.PaceOf(took), err
}

// answers waits until the API server answers, and says why it never will.
func (b *boot) answers(ctx context.Context, until time.Time) error {
	for looked := time.Now().Add(troubleAfter - troubleEvery); ctx.Err() == nil; limit.Pause(ctx, readyEvery) {
		if b.found(ctx) && answers(ctx, b.node.port) {
			return nil
		}
		if time.Since(looked) < troubleEvery {
			continue
		}
		if err := b.hopeless(ctx); err != nil {
			return err
		}
		if time.Now().After(until) {
			return &UnavailableError{b.Name, i18n.Text("the API server did not answer within %s", b.limit), slowHint}
		}
		looked = time.Now()
	}
	return context.Cause(ctx)
}

// found says whether there is a node whose port is known.
func (b *boot) found(ctx context.Context) bool {
	if b.node.port == "" {
		if found, err := b.nodeContainers(ctx); err == nil && len(found) > 0 {
			b.node = found[0]
		}
		if b.node.port == "" {
			limit.Pause(ctx, 3*readyEvery) // to ask the engine takes processor
		}
	}
	return b.node.port != ""
}

// answers says whether a server that speaks TLS gives any answer at a port: nobody here has credentials.
func answers(ctx context.Context, port string) bool {
	ctx, cancel := context.WithTimeout(ctx, limit.Attempt)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://127.0.0.1:"+port+"/version", nil)
	if err != nil {
		return false
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true} // #nosec G402: nothing is believed
	response, err := transport.RoundTrip(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil
}

// reachable says whether anything takes connections at a port.
func reachable(ctx context.Context, port string) bool {
	connection, err := (&net.Dialer{Timeout: limit.Attempt}).DialContext(ctx, "tcp", "127.0.0.1:"+port)
	if err != nil {
		return false
	}
	return connection.Close() == nil
}
