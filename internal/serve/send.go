package serve

import (
	"io"
	"labs.local/labs/internal/limit"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// send sends the file or a part of it, and reports that.
func (s *Server) send(w http.ResponseWriter, r *http.Request, file *os.File, info os.FileInfo) {
	started := time.Now()
	sending := &sending{ResponseWriter: w, control: http.NewResponseController(w)}
	http.ServeContent(sending, r, "", info.ModTime(), file)
	if r.Method != http.MethodGet || !sending.content {
		return
	}
	client, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		client = r.RemoteAddr
	}
	s.Report(Download{client, sending.from, sending.sent, sending.size, time.Since(started)})
}

// sending counts what is sent. It hands files on, so that the kernel sends
// them (sendfile), in parts, each of which has to move.
type sending struct {
	http.ResponseWriter
	control *http.ResponseController

	content          bool
	from, sent, size int64
}

// part is how much has to be sent within the stall limit, in bytes.
const part = 4 << 20

func (s *sending) WriteHeader(code int) {
	s.content = code == http.StatusOK || code == http.StatusPartialContent
	s.size, _ = strconv.ParseInt(s.Header().Get("Content-Length"), 10, 64)
	begin, _, _ := strings.Cut(strings.TrimPrefix(s.Header().Get("Content-Range"), "bytes "), "-")
	s.from, _ = strconv.ParseInt(begin, 10, 64)
	s.ResponseWriter.WriteHeader(code)
}

func (s *sending) Write(p []byte) (int, error) {
	_ = s.control.SetWriteDeadline(time.Now().Add(limit.Stall))
	n, err := s.ResponseWriter.Write(p)
	s.sent += int64(n)
	return n, err
}

// ReadFrom is what io.Copy calls.
func (s *sending) ReadFrom(source io.Reader) (total int64, err error) {
	whole, ok := source.(*io.LimitedReader)
	if !ok {
		return io.Copy(struct{ io.Writer }{s}, source)
	}
	for whole.N > 0 {
		_ = s.control.SetWriteDeadline(time.Now().Add(limit.Stall))
		n, err := io.Copy(s.ResponseWriter, &io.LimitedReader{R: whole.R, N: min(part, whole.N)})
		whole.N -= n
		total += n
		s.sent += n
		if err != nil || n == 0 {
			return total, err
		}
	}
	return total, nil
}

// limited bounds the number of connections, which are still of TCP and can send files.
type limited struct {
	net.Listener
	places chan struct{}
}

func (l *limited) Accept() (net.Conn, error) {
	l.places <- struct{}{}
	accepted, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	leave := sync.OnceFunc(func() { <-l.places })
	return &connection{accepted.(*net.TCPConn), leave}, nil
}

type connection struct {
	*net.TCPConn
	leave func()
}

func (c *connection) Close() error {
	c.leave()
	return c.TCPConn.Close()
}
