package kube

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

// slow is an API server that answers each request after a while.
type slow time.Duration

func (s slow) RoundTrip(request *http.Request) (*http.Response, error) {
	select {
	case <-request.Context().Done():
		return nil, request.Context().Err()
	case <-time.After(time.Duration(s)):
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("ok")), Request: request}, nil
	}
}

func TestASlowServerIsNotTakenForOneThatIsAway(t *testing.T) {
	for took, want := range map[time.Duration]string{
		time.Second: "", 10 * time.Second: "", 20 * time.Second: "",
		time.Hour: "the API server at http://server did not answer for 1m30s: no answer within 24s",
	} {
		synctest.Test(t, func(t *testing.T) {
			plain, err := New(testkit.Kubeconfig(t, "http://server", nil))
			testkit.Must(t, err)
			plain.requests.Wrap(func(http.RoundTripper) http.RoundTripper { return slow(took) })
			testkit.Must(t, plain.connect())
			_, err = (&outage{Retry: Retry{Limit: limit.Away}, plain: plain}).over(t.Context())
			testkit.Equal(t, testkit.Text(err), want)
		})
	}
}
