package kube

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// retrying makes requests again that an API server which is away, or not ready
// yet, did not answer as it should.
type retrying struct {
	*outage
	next http.RoundTripper
}

// RoundTrip gives the answer of a server that is ready. What a ready server
// answers to the same request twice is its answer.
func (p *retrying) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil && request.GetBody == nil {
		return p.next.RoundTrip(request) // it cannot be sent twice
	}
	if request.Body != nil {
		defer request.Body.Close()
	}
	ctx, until, settled := request.Context(), time.Now().Add(p.Limit), false
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		a := p.attempt(request)
		if !a.fault(ctx) || settled && a.final() || time.Now().After(until) {
			return a.response, a.err
		}
		a.drop(ctx)
		waited, err := p.over(ctx)
		if err != nil {
			return nil, err
		}
		settled = !waited
		sleep(ctx, pause)
	}
}

// attempt is what came of making a request once.
type attempt struct {
	response *http.Response
	err      error
	// done says that the server may have acted on the request, once that it
	// must not do so twice.
	done, once bool
}

func (p *retrying) attempt(request *http.Request) (a attempt) {
	ctx, reached := trace(request)
	again := request.Clone(ctx)
	if request.GetBody != nil {
		if again.Body, a.err = request.GetBody(); a.err != nil {
			return a
		}
	}
	a.response, a.err = p.next.RoundTrip(again)
	a.once, a.done = upgrades(request), reached(a.err)
	if a.err == nil && !streams(request) {
		a.response, a.err = complete(a.response)
	}
	return a
}

// fault says whether the request is to be made again.
func (a attempt) fault(ctx context.Context) bool {
	if a.err != nil {
		return ctx.Err() == nil && broken(a.err) && !(a.once && a.done)
	}
	return transient(a.response.StatusCode)
}

// final says whether an answer is one even if it is that of a fault.
func (a attempt) final() bool {
	return a.err == nil && a.response.StatusCode != http.StatusTooManyRequests
}

func (a attempt) drop(ctx context.Context) {
	if a.err == nil {
		_ = a.response.Body.Close()
	}
	if lost, ok := ctx.Value(lostKey{}).(*atomic.Bool); ok && a.done {
		lost.Store(true)
	}
}

type lostKey struct{}

// unsure gives a context for a change, with what tells afterwards whether the
// answer to an attempt was lost, which may have made the change.
func unsure(ctx context.Context) (context.Context, *atomic.Bool) {
	lost := &atomic.Bool{}
	return context.WithValue(ctx, lostKey{}, lost), lost
}

// upgrades says whether a request has a command run in a Pod, or the like.
func upgrades(request *http.Request) bool {
	for _, name := range []string{"/exec", "/attach", "/portforward"} {
		if strings.HasSuffix(request.URL.Path, name) {
			return true
		}
	}
	return false
}

// streams says whether the answer to a request comes bit by bit.
func streams(request *http.Request) bool {
	query := request.URL.Query()
	return upgrades(request) || query.Has("watch") || query.Get("follow") == "true"
}

// complete reads the body of an answer, so that one which is cut short is a
// fault too. Of one that is larger than what labs keeps, the rest is passed on
// as it comes, up to the most that is read of any.
func complete(response *http.Response) (*http.Response, error) {
	tooMuch := i18n.Errorf("a response of the API server is larger than %d MiB", limit.Answer>>20)
	source := limit.Reader(response.Body, limit.Answer, tooMuch)
	begin, err := io.ReadAll(io.LimitReader(source, limit.Output+1))
	if err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	rest := response.Body
	if len(begin) <= limit.Output {
		_, source = response.Body.Close(), http.NoBody
	}
	response.Body = &body{io.MultiReader(bytes.NewReader(begin), source), rest}
	return response, nil
}

// body is read from one thing and closes another.
type body struct {
	io.Reader
	io.Closer
}

// trace watches an attempt; reached says afterwards whether the server can
// have got the request. A connection that ended before its TLS was set up,
// or was never made, carried none. Where commands are run the trace is that of
// a WebSocket, which tells of the connection before its TLS.
func trace(request *http.Request) (ctx context.Context, reached func(error) bool) {
	var watched, connected atomic.Bool
	ctx = httptrace.WithClientTrace(request.Context(), &httptrace.ClientTrace{
		GetConn: func(string) { watched.Store(true) },
		GotConn: func(httptrace.GotConnInfo) {
			if !upgrades(request) || request.URL.Scheme == "http" {
				connected.Store(true)
			}
		},
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			if err == nil {
				connected.Store(true)
			}
		},
	})
	return ctx, func(err error) bool {
		var dial *net.OpError
		if errors.As(err, &dial) && dial.Op == "dial" {
			return false
		}
		return connected.Load() || !watched.Load()
	}
}
