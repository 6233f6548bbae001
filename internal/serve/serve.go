// Package serve hands one file out on the local network, to many at once.
package serve

import (
	"context"
	"errors"
	"labs.local/labs/internal/limit"
	"net"
	"net/http"
	"os"
	"path"
	"time"
)

// Server serves a file by GET and HEAD, whole or in parts, under / and under its name.
type Server struct {
	// Path is where the file is, Name what it is called in the address.
	Path, Name string
	// ETag names this state of the file (RFC 9110, 8.8.3), with its quotes.
	ETag string
	// Report is told of each answer with a part of the file, when it has ended.
	Report func(Download)
}

// Download is an answer that has ended.
type Download struct {
	// Client is an IP address.
	Client string
	// From is where the part began, Sent how many bytes of it were sent, Size how many there were to send.
	From, Sent, Size int64
	Elapsed          time.Duration
}

// Whole says whether all was sent.
func (d *Download) Whole() bool { return d.Sent >= d.Size }

// The limits of a server. An answer may take as long as it needs while it moves.
const (
	maxConnections = 512
	maxHeader      = 16 << 10
)

// Serve answers until the context ends.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: limit.Header, IdleTimeout: limit.Idle, MaxHeaderBytes: maxHeader,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	err := server.Serve(&limited{listener, make(chan struct{}, maxConnections)})
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	if r.ContentLength != 0 {
		header.Set("Connection", "close") // nobody waits for what it would send
	}
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	case r.URL.Path != "/" && r.URL.Path != path.Join("/", s.Name):
		http.NotFound(w, r)
		return
	}
	file, err := os.Open(s.Path)
	if err != nil {
		http.Error(w, "the file is gone", http.StatusInternalServerError)
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		http.Error(w, "the file is gone", http.StatusInternalServerError)
		return
	}
	header.Set("Content-Type", "application/zstd")
	header.Set("Content-Disposition", `attachment; filename="`+s.Name+`"`)
	header.Set("ETag", s.ETag)
	s.send(w, r, file, info)
}
