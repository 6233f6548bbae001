package kube

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"k8s.io/client-go/tools/remotecommand"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/testkit"
)

// echo answers with what it was sent.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.WriteHeader(http.StatusForbidden)
	fmt.Fprintf(w, "%s %s [%s] [%s] [%s]", r.Method, r.URL, r.Header.Get("Content-Type"), r.Header.Get("Authorization"), body)
}

// secured is an https server, and a client of a cluster with its authority.
func secured(t *testing.T) (*httptest.Server, *Client) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	c, err := New(testkit.Kubeconfig(t, server.URL, authority))
	testkit.Must(t, err)
	return server, c
}

func TestARequestTrustsTheClustersAuthorityAndSendsNoCredentials(t *testing.T) {
	server, c := secured(t)
	out, err := c.Request(t.Context(), &lab.HTTP{URL: server.URL + "/api?a=b"}, nil)
	testkit.Must(t, err)
	testkit.Equal(t, out, lab.Output{Text: "GET /api?a=b [] [] []", Status: 403})

	out, err = c.Request(t.Context(), &lab.HTTP{URL: server.URL, Method: "PATCH", ContentType: "text/plain", Body: "hi"}, nil)
	testkit.Must(t, err)
	testkit.Equal(t, out, lab.Output{Text: "PATCH / [text/plain] [] [hi]", Status: 403})
}

// authority makes the certificate of one that has signed nothing else.
func authority(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	testkit.Must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	testkit.Must(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func TestARequestTrustsNoOtherAuthority(t *testing.T) {
	server, _ := secured(t)
	for name, authority := range map[string][]byte{"the system's": nil, "another": authority(t)} {
		c, err := New(testkit.Kubeconfig(t, "https://127.0.0.1:1", authority))
		testkit.Must(t, err)
		out, err := c.Request(t.Context(), &lab.HTTP{URL: server.URL}, nil)
		if err == nil || !strings.Contains(err.Error(), "x509: certificate signed by unknown authority") {
			t.Errorf("%s: got %+v, %v", name, out, err)
		}
	}
}

func TestARefusedConnectionIsAnAnswer(t *testing.T) {
	server, c := secured(t)
	server.Close()
	out, err := c.Request(t.Context(), &lab.HTTP{URL: server.URL}, nil)
	testkit.Must(t, err)
	if !out.Refused || !strings.HasSuffix(out.Stderr, "connection refused") {
		t.Errorf("got %+v", out)
	}
}

func TestAURLThatIsNoneIsAnError(t *testing.T) {
	_, c := secured(t)
	for _, url := range []string{"://", "ftp://a/"} {
		if _, err := c.Request(t.Context(), &lab.HTTP{URL: url}, nil); err == nil {
			t.Errorf("%s: no error", url)
		}
	}
}

func TestALongAnswerIsCutAndSaysSo(t *testing.T) {
	_, c := secured(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, strings.Repeat("x", limit.Output+7))
	}))
	t.Cleanup(server.Close)
	out, err := c.Request(t.Context(), &lab.HTTP{URL: server.URL}, nil)
	testkit.Must(t, err)
	testkit.Equal(t, []int64{int64(len(out.Text)), out.Dropped}, []int64{limit.Output, 7})
}

// pouring is a command in a Pod that prints much, as remotecommand brings it.
type pouring struct{ size int }

func (p pouring) Stream(remotecommand.StreamOptions) error { return nil }

func (p pouring) StreamWithContext(_ context.Context, o remotecommand.StreamOptions) error {
	for _, to := range []io.Writer{o.Stdout, o.Stderr} {
		if _, err := io.Copy(to, io.LimitReader(zeros{}, int64(p.size))); err != nil {
			return err
		}
	}
	return nil
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestTheOutputOfAPodIsCutAndSaysSo(t *testing.T) {
	out, err := run(t.Context(), pouring{3*limit.Output + 7})
	testkit.Must(t, err)
	testkit.Equal(t, []int{len(out.Text), len(out.Stderr)}, []int{limit.Output, limit.Output})
	testkit.Equal(t, []int64{out.Dropped, out.StderrDropped}, []int64{2*limit.Output + 7, 2*limit.Output + 7})
}

func TestAnAnswerOfTheServerHasABound(t *testing.T) {
	for size, whole := range map[int64]bool{10: true, limit.Output: true, limit.Output + 1: true, limit.Answer: true, limit.Answer + 1: false} {
		response, err := complete(&http.Response{Body: io.NopCloser(io.LimitReader(zeros{}, size))})
		testkit.Must(t, err)
		n, err := io.Copy(io.Discard, response.Body)
		testkit.Equal(t, err == nil, whole)
		if whole {
			testkit.Equal(t, n, size)
		}
	}
}
