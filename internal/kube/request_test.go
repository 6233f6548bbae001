package kube

import (
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

	"labs.local/labs/internal/lab"
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

func TestALongAnswerIsCutShort(t *testing.T) {
	_, c := secured(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, strings.Repeat("x", outputLimit+1))
	}))
	t.Cleanup(server.Close)
	out, err := c.Request(t.Context(), &lab.HTTP{URL: server.URL}, nil)
	testkit.Must(t, err)
	testkit.Equal(t, len(out.Text), outputLimit)
}

func TestTheOutputOfAPodIsCutShort(t *testing.T) {
	var kept limited
	for range 3 {
		n, err := kept.Write(make([]byte, outputLimit/2+1))
		testkit.Must(t, err)
		testkit.Equal(t, n, outputLimit/2+1)
	}
	testkit.Equal(t, kept.Len(), outputLimit)
}
