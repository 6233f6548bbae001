package serve_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"labs.local/labs/internal/serve"
	"labs.local/labs/internal/testkit"
)

// started is a server that runs, and what it reported.
type started struct {
	url     string
	reports chan serve.Download
	ended   chan error
	stop    func()
}

func start(t *testing.T, content string) *started {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	testkit.Must(t, os.WriteFile(path, []byte(content), 0o600))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	testkit.Must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	s := &started{"http://" + listener.Addr().String(), make(chan serve.Download, 100), make(chan error, 1), cancel}
	server := &serve.Server{Path: path, Name: "w.tar.zst", ETag: `"tag"`, Report: func(d serve.Download) { d.Elapsed = 0; s.reports <- d }}
	go func() { s.ended <- server.Serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		testkit.Must(t, <-s.ended)
	})
	return s
}

func ask(t *testing.T, method, url string, header ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	testkit.Must(t, err)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	testkit.Must(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	testkit.Must(t, err)
	return response, string(body)
}

func TestTheFileIsServedWholeAndInParts(t *testing.T) {
	s := start(t, "0123456789")
	for _, test := range []struct {
		method, path string
		header       []string
		code         int
		body         string
		report       *serve.Download
	}{
		{"GET", "/", nil, 200, "0123456789", &serve.Download{Client: "127.0.0.1", Sent: 10, Size: 10}},
		{"GET", "/w.tar.zst", nil, 200, "0123456789", &serve.Download{Client: "127.0.0.1", Sent: 10, Size: 10}},
		{"HEAD", "/", nil, 200, "", nil},
		{"GET", "/", []string{"Range", "bytes=4-", "If-Range", `"tag"`}, 206, "456789", &serve.Download{Client: "127.0.0.1", From: 4, Sent: 6, Size: 6}},
		{"GET", "/", []string{"Range", "bytes=4-", "If-Range", `"other"`}, 200, "0123456789", &serve.Download{Client: "127.0.0.1", Sent: 10, Size: 10}},
		{"GET", "/", []string{"If-None-Match", `"tag"`}, 304, "", nil},
		{"GET", "/", []string{"Range", "bytes=10-"}, 416, "", nil},
		{"GET", "/../file", nil, 404, "", nil},
		{"GET", "/etc/passwd", nil, 404, "", nil},
		{"POST", "/", nil, 405, "", nil},
		{"PUT", "/w.tar.zst", nil, 405, "", nil},
		{"DELETE", "/", nil, 405, "", nil},
	} {
		response, body := ask(t, test.method, s.url+test.path, test.header...)
		testkit.Equal(t, response.StatusCode, test.code)
		if test.body != "" {
			testkit.Equal(t, body, test.body)
			testkit.Equal(t, response.Header.Get("ETag"), `"tag"`)
			testkit.Equal(t, response.Header.Get("Content-Disposition"), `attachment; filename="w.tar.zst"`)
		}
		if test.report != nil {
			testkit.Equal(t, <-s.reports, *test.report)
		}
	}
	testkit.Equal(t, len(s.reports), 0)
}

func TestManyDownloadAtATime(t *testing.T) {
	content := strings.Repeat("0123456789abcdef", 1<<18) // more than a part
	s := start(t, content)
	var group sync.WaitGroup
	for range 40 {
		group.Go(func() {
			if _, body := ask(t, "GET", s.url); body != content {
				t.Errorf("got %d bytes", len(body))
			}
		})
	}
	group.Wait()
	for range 40 {
		d := <-s.reports
		testkit.Equal(t, []any{d.Sent, d.Whole()}, []any{int64(len(content)), true})
	}
}

func TestABrokenDownloadIsReported(t *testing.T) {
	s := start(t, strings.Repeat("0123456789abcdef", 1<<21)) // more than buffers hold
	connection, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	testkit.Must(t, err)
	fmt.Fprintf(connection, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	_, err = io.ReadFull(connection, make([]byte, 1000))
	testkit.Must(t, err)
	testkit.Must(t, connection.Close())
	d := <-s.reports
	if d.Whole() || d.Sent >= 32<<20 || d.Size != 32<<20 {
		t.Errorf("got %+v", d)
	}
}

func TestAnEndInTheMiddleOfADownloadIsOne(t *testing.T) {
	s := start(t, strings.Repeat("0123456789abcdef", 1<<21))
	response, err := http.Get(s.url)
	testkit.Must(t, err)
	defer response.Body.Close()
	s.stop()
	select {
	case err := <-s.ended:
		testkit.Must(t, err)
		s.ended <- nil
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on")
	}
	if _, err := io.Copy(io.Discard, response.Body); err == nil {
		t.Error("the download looks whole")
	}
}

// address is one of an interface.
type address string

func (a address) Network() string { return "ip+net" }
func (a address) String() string  { return string(a) }

func TestAddressesAreThoseThatOthersReach(t *testing.T) {
	interfaces := []net.Addr{address("127.0.0.1/8"), address("fd00::5/64"), address("192.168.1.5/24"), address("::1/128"), address("fe80::1/64"), address("169.254.1.1/16"), address("10.0.0.7/8"), address("none")}
	for listen, want := range map[string][]string{
		"[::]:8080":        {"192.168.1.5:8080", "10.0.0.7:8080", "[fd00::5]:8080"},
		"0.0.0.0:80":       {"192.168.1.5:80", "10.0.0.7:80", "[fd00::5]:80"},
		"192.168.1.5:8080": {"192.168.1.5:8080"},
		"127.0.0.1:8080":   {"127.0.0.1:8080"},
	} {
		testkit.Equal(t, serve.Addresses(address(listen), interfaces), want)
	}
}

func TestACodeFitsOrIsNone(t *testing.T) {
	code := serve.Code("HTTP://192.168.100.100:65535", 40)
	testkit.Golden(t, "code.txt", code)
	for line := range strings.Lines(code) {
		line = strings.TrimSuffix(strings.TrimPrefix(line, "\x1b[30;107m"), "\x1b[0m\n")
		testkit.Equal(t, len([]rune(line)), 33)
	}
	testkit.Equal(t, serve.Code("HTTP://192.168.1.5:8080", 28), "")
	testkit.Equal(t, serve.Code(strings.Repeat("x", 10_000), 0), "")
}
