package kube

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"
	"k8s.io/client-go/rest"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
)

// Retry says how an API server that is away, for example because it restarts, is
// waited for.
type Retry struct {
	// Limit is how long it is waited for.
	Limit time.Duration
	// Hopeless says why it cannot come back, such as a node that was stopped,
	// or nil; it may be nil itself.
	Hopeless func(ctx context.Context) error
	// Notice is told that it is waited for; it may be nil.
	Notice func(text i18n.Message)
	// Machine is what the cluster runs on, which limits are stretched by.
	Machine *limit.Machine
}

// WithRetry gives a client of the same cluster that waits for an API server
// which is away, or not ready yet, within the context of each request. What
// may have been done already is done again where that changes nothing.
// Request still takes a refused connection for an answer.
func (c *Client) WithRetry(p Retry) (*Client, error) {
	retrying := &Client{owner: c.owner, machine: p.Machine, config: c.config, requests: rest.CopyConfig(c.requests), outage: &outage{Retry: p, plain: c}}
	retrying.outage.wrap(retrying.requests)
	return retrying, retrying.connect()
}

// again does what a broken connection ended, once the server is back, where
// the client retries; which of the errors are such is for the caller to say.
func (c *Client) again(ctx context.Context, repeatable func(error) bool, do func() error) error {
	began := time.Now()
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := do()
		if err == nil || c.outage == nil || ctx.Err() != nil || !repeatable(err) || time.Since(began) > c.outage.Limit {
			return err
		}
		if _, err := c.outage.over(ctx); err != nil {
			return err
		}
		sleep(ctx, pause)
	}
}

// RetryConfig has the requests of a config made again, as Client.WithRetry does.
func RetryConfig(config *rest.Config, p Retry) (*rest.Config, error) {
	plain := &Client{config: config, requests: config}
	if err := plain.connect(); err != nil {
		return nil, err
	}
	retrying := rest.CopyConfig(config)
	(&outage{Retry: p, plain: plain}).wrap(retrying)
	return retrying, nil
}

// The pauses between two looks, and two attempts, which double.
const (
	firstPause   = 50 * time.Millisecond
	longestPause = time.Second
)

// noticeAfter is how long a wait lasts before it is told of.
const noticeAfter = 2 * time.Second

// outage is what is known of an API server that is away; all requests of a
// client wait for it together.
type outage struct {
	Retry
	plain  *Client
	flight singleflight.Group
	// seen is why it was not ready at the last look.
	seen atomic.Pointer[error]
	// lost is the end of the last wait that was in vain; only a wait touches it.
	lost error
}

func (o *outage) wrap(config *rest.Config) {
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return &retrying{o, next} })
}

// over waits until the API server is ready; waited tells that it was not at
// once.
func (o *outage) over(ctx context.Context) (waited bool, err error) {
	select {
	case result := <-o.flight.DoChan("", o.wait):
		return result.Val.(bool), result.Err
	case <-ctx.Done():
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return true, ctx.Err()
	}
	return true, &silentError{server: o.plain.Server(), why: o.why(), err: ctx.Err()}
}

// wait is the one wait of all requests. After one in vain there is no other
// before the server has been ready again.
func (o *outage) wait() (waited any, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), o.Limit)
	defer cancel()
	began, told := time.Now(), o.Notice == nil
	most := o.Machine.Time(limit.Back)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		looked := time.Now()
		if ready, lost := o.look(ctx, most); ready || lost != nil {
			o.lost = lost
			return pause > firstPause, lost
		}
		if time.Since(looked) >= most.Duration { // it may be slow, and not away
			most = most.OrLonger(2 * most.Duration)
		}
		if !told && time.Since(began) > noticeAfter {
			told = true
			o.Notice(i18n.Text("the API server at %s does not answer; waiting for up to %s", o.plain.Server(), o.Limit))
		}
		if sleep(ctx, pause); ctx.Err() != nil {
			o.lost = &silentError{server: o.plain.Server(), waited: o.Limit, why: o.why()}
			return true, o.lost
		}
	}
}

// look asks once whether the server is ready, and where it is not, whether
// there is hope; lost is why it is no longer waited for.
func (o *outage) look(ctx context.Context, most limit.Time) (ready bool, lost error) {
	asking, cancel := context.WithTimeout(ctx, most.Duration)
	defer cancel()
	failing, err := o.plain.readyz(asking)
	seen := unready(err, failing, most)
	if ctx.Err() != nil || seen == nil { // a look that was cut short says nothing
		return ctx.Err() == nil, nil
	}
	if o.seen.Store(&seen); o.lost != nil || o.Hopeless == nil {
		return false, o.lost
	}
	if hopeless := o.Hopeless(ctx); hopeless != nil && ctx.Err() == nil {
		return false, &silentError{server: o.plain.Server(), why: hopeless, err: hopeless}
	}
	return false, nil
}

// why is what was seen last, nil where nothing was.
func (o *outage) why() error {
	if seen := o.seen.Load(); seen != nil {
		return *seen
	}
	return nil
}

// sleep ends early with its context.
func sleep(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}
