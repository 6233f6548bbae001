package kube

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// Request sends a request without credentials from this machine, to anywhere or
// within a reach. It follows no redirect: that is the answer. Of https
// servers it trusts those with a certificate of the cluster's authority. A
// refused connection is no error but an answer. Of the API server itself a
// client that retries asks again what it did not answer, as far as that only reads.
func (c *Client) Request(ctx context.Context, r *lab.HTTP, within *Reach) (out lab.Output, err error) {
	client, err := c.anonymous(within)
	if err != nil {
		return lab.Output{}, err
	}
	repeatable := func(err error) bool {
		return r.Get() && strings.HasPrefix(r.URL+"/", c.Server()+"/") && broken(err)
	}
	err = c.again(ctx, repeatable, func() (err error) {
		limited, cancel := limit.With(ctx, c.machine.Time(limit.Request))
		defer cancel()
		if out, err = send(limited, client, r); err != nil && limited.Err() != nil {
			err = context.Cause(limited)
		}
		return err
	})
	return out, err
}

func send(ctx context.Context, client *http.Client, r *lab.HTTP) (lab.Output, error) {
	request, err := http.NewRequestWithContext(ctx, cmp.Or(r.Method, http.MethodGet), r.URL, strings.NewReader(r.Body))
	if err != nil {
		return lab.Output{}, err
	}
	if r.ContentType != "" {
		request.Header.Set("Content-Type", r.ContentType)
	}
	request.Close = true
	response, err := client.Do(request)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return lab.Output{Refused: true, Stderr: err.Error()}, nil
	}
	if err != nil {
		return lab.Output{}, err
	}
	defer response.Body.Close()
	var body limit.Buffer
	if _, err = io.Copy(&body, response.Body); err != nil && body.Dropped() > 0 {
		err = nil // what is kept was there
	}
	return lab.Output{Text: body.String(), Dropped: body.Dropped(), Status: response.StatusCode}, err
}
