package kube

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"

	"labs.local/labs/internal/lab"
)

// Request sends a request without credentials from this machine. Of https
// servers it trusts those with a certificate of the cluster's authority. A
// refused connection is no error but an answer.
func (c *Client) Request(ctx context.Context, r *lab.HTTP) (lab.Output, error) {
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(ctx, method, r.URL, strings.NewReader(r.Body))
	if err != nil {
		return lab.Output{}, err
	}
	if r.ContentType != "" {
		request.Header.Set("Content-Type", r.ContentType)
	}
	request.Close = true
	client, err := c.anonymous()
	if err != nil {
		return lab.Output{}, err
	}
	response, err := client.Do(request)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return lab.Output{Refused: true, Stderr: err.Error()}, nil
	}
	if err != nil {
		return lab.Output{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, outputLimit))
	return lab.Output{Text: string(body), Status: response.StatusCode}, err
}
