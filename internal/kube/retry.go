package kube

import (
	"bytes"
	"io"
	"net/http"
	"strings"
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
// answers to the same request twice is its answer. A command in a Pod, or the
// like, is sent once.
func (p *retrying) RoundTrip(request *http.Request) (*http.Response, error) {
	if upgrades(request) || request.Body != nil && request.GetBody == nil {
		return p.next.RoundTrip(request)
	}
	if request.Body != nil {
		defer request.Body.Close()
	}
	ctx, until, settled := request.Context(), time.Now().Add(p.Limit), false
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		response, err := p.attempt(request)
		switch {
		case err != nil && (ctx.Err() != nil || !broken(err)), err == nil && !transient(response.StatusCode), time.Now().After(until):
			return response, err
		case err == nil && settled && response.StatusCode != http.StatusTooManyRequests:
			return response, nil
		case err == nil:
			_ = response.Body.Close()
		}
		waited, err := p.over(ctx)
		if err != nil {
			return nil, err
		}
		settled = !waited
		sleep(ctx, pause)
	}
}

func (p *retrying) attempt(request *http.Request) (response *http.Response, err error) {
	again := request.Clone(request.Context())
	if request.GetBody != nil {
		if again.Body, err = request.GetBody(); err != nil {
			return nil, err
		}
	}
	response, err = p.next.RoundTrip(again)
	if query := request.URL.Query(); err != nil || query.Has("watch") || query.Get("follow") == "true" {
		return response, err // it comes bit by bit
	}
	return complete(response)
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
