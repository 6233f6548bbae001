package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// serve answers one request, wrongly where it is to.
func (c *controlled) serve(w http.ResponseWriter, r *http.Request) {
	fault, slow := c.note(r)
	switch {
	case fault == "busy":
		refuse(w, http.StatusTooManyRequests, "TOOMANYREQUESTS", "You have reached your pull rate limit.")
	case fault == "broken":
		refuse(w, http.StatusServiceUnavailable, "UNAVAILABLE", "the registry is being repaired")
	case fault == "missing":
		refuse(w, http.StatusNotFound, "BLOB_UNKNOWN", "blob unknown to registry")
	case strings.Contains(r.URL.Path, "/blobs/") && r.Method == http.MethodGet:
		c.blob(w, r, fault, slow)
	default:
		c.store.manifests.ServeHTTP(w, r)
	}
}

// note gives the fault of a request, if it has one.
func (c *controlled) note(r *http.Request) (fault string, slow int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+r.Header.Get("Range")))
	if !strings.Contains(r.URL.Path, c.faults.of) || r.URL.Path == "/v2/" {
		return "", 0
	}
	for name, left := range map[string]*int{
		"busy": &c.faults.busy, "broken": &c.faults.broken, "missing": &c.faults.missing, "cut": &c.faults.cut, "wrong": &c.faults.wrong,
	} {
		if *left > 0 {
			*left--
			return name, c.faults.slow
		}
	}
	return "", c.faults.slow
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"errors":[{"code":%q,"message":%q}]}`, code, message)
}

// blob gives a layer or a config, or the part of it that was asked for.
func (c *controlled) blob(w http.ResponseWriter, r *http.Request, fault string, slow int) {
	digest, err := v1.NewHash(path.Base(r.URL.Path))
	if err != nil {
		refuse(w, http.StatusBadRequest, "DIGEST_INVALID", err.Error())
		return
	}
	reader, err := c.store.blobs.Get(r.Context(), "", digest)
	if err != nil {
		refuse(w, http.StatusNotFound, "BLOB_UNKNOWN", err.Error())
		return
	}
	data, err := io.ReadAll(reader)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "UNKNOWN", err.Error())
		return
	}
	if fault == "wrong" {
		data[len(data)/2] ^= 1
	}
	answer := &throttled{w, slow, len(data)}
	if fault == "cut" {
		answer.left = len(data) / 2
	}
	http.ServeContent(answer, r, "", time.Time{}, bytes.NewReader(data))
}

// throttled writes so many bytes a second, and ends the connection when none is left.
type throttled struct {
	http.ResponseWriter
	slow, left int
}

func (t *throttled) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		part := p[:min(len(p), 16<<10, t.left)]
		if t.slow > 0 {
			time.Sleep(time.Duration(len(part)) * time.Second / time.Duration(t.slow))
		}
		n, err := t.ResponseWriter.Write(part)
		written += n
		if err != nil {
			return written, err
		}
		if t.left -= n; t.left <= 0 && len(p) > n {
			panic(http.ErrAbortHandler)
		}
		p = p[n:]
	}
	return written, nil
}
