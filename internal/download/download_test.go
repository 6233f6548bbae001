package download_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/download"
	"labs.local/labs/internal/testkit"
)

// served is a server whose answers are cut short.
type served struct {
	*httptest.Server
	data, tag string
	// cuts are how many bytes of each answer are sent, before all are.
	cuts []int
	// codes are answered first.
	codes  []int
	asked  []string
	ranges bool
}

func serve(t *testing.T, s *served) *served {
	t.Helper()
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, strings.TrimSpace(r.Header.Get("Range")+" "+r.Header.Get("If-Range")))
	if len(s.codes) > 0 {
		w.WriteHeader(s.codes[0])
		s.codes = s.codes[1:]
		return
	}
	if s.tag != "" {
		w.Header().Set("ETag", s.tag)
	}
	if !s.ranges {
		r.Header.Del("Range")
	}
	if len(s.cuts) > 0 {
		w = &cut{w, s.cuts[0]}
		s.cuts = s.cuts[1:]
	}
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(s.data))
}

// cut ends the connection after some bytes.
type cut struct {
	http.ResponseWriter
	left int
}

func (c *cut) Write(p []byte) (int, error) {
	if len(p) > c.left {
		_, _ = c.ResponseWriter.Write(p[:c.left])
		c.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	c.left -= len(p)
	return c.ResponseWriter.Write(p)
}

type fetched struct {
	*download.Fetcher
	said []string
	got  int
}

func fetcher(dir string) *fetched {
	f := &fetched{}
	f.Fetcher = &download.Fetcher{
		Client: http.DefaultClient, Dir: dir, Idle: 10 * time.Second,
		Begin: func(int64) func(int) { f.got = 0; return func(n int) { f.got += n } },
		Retry: func(err error, wait time.Duration) { f.said = append(f.said, fmt.Sprint(err)) },
		After: func(time.Duration) <-chan time.Time { done := make(chan time.Time); close(done); return done },
	}
	return f
}

var content = strings.Repeat("0123456789", 100)

func read(t *testing.T, f *fetched, url string) string {
	t.Helper()
	file, err := f.Fetch(t.Context(), url)
	testkit.Must(t, err)
	_, err = file.Seek(0, io.SeekStart)
	testkit.Must(t, err)
	data, err := io.ReadAll(file)
	testkit.Must(t, err)
	testkit.Equal(t, file.Size(), int64(len(data)))
	testkit.Must(t, file.Remove())
	return string(data)
}

func TestABrokenDownloadGoesOn(t *testing.T) {
	for name, test := range map[string]struct {
		server *served
		asked  []string
	}{
		"whole":           {&served{tag: `"a"`, ranges: true}, []string{""}},
		"cut twice":       {&served{tag: `"a"`, ranges: true, cuts: []int{300, 300}}, []string{"", `bytes=300- "a"`, `bytes=600- "a"`}},
		"no ranges":       {&served{tag: `"a"`, cuts: []int{300}}, []string{"", `bytes=300- "a"`}},
		"no tag":          {&served{ranges: true, cuts: []int{300}}, []string{"", ""}},
		"busy":            {&served{tag: `"a"`, codes: []int{503, 429}}, []string{"", "", ""}},
		"range not to be": {&served{tag: `"a"`, codes: []int{416}}, []string{"", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			test.server.data = content
			s, dir := serve(t, test.server), t.TempDir()
			f := fetcher(dir)
			testkit.Equal(t, read(t, f, s.URL+"/"), content)
			testkit.Equal(t, s.asked, test.asked)
			testkit.Equal(t, len(f.said), len(test.asked)-1)
			empty(t, dir)
		})
	}
}

func empty(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	testkit.Must(t, err)
	if len(left) > 0 {
		t.Errorf("%s is left", left[0].Name())
	}
}

func TestAnotherRunGoesOnWhereOneWasInterrupted(t *testing.T) {
	s, dir := serve(t, &served{data: content, tag: `"a"`, ranges: true, cuts: []int{300}}), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	f := fetcher(dir)
	f.Retry = func(error, time.Duration) { cancel() }
	f.After = time.After
	_, err := f.Fetch(ctx, s.URL)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	g := fetcher(dir)
	testkit.Equal(t, read(t, g, s.URL), content)
	testkit.Equal(t, g.got, len(content))
	testkit.Equal(t, s.asked, []string{"", `bytes=300- "a"`})
}

func TestAnotherFileAtTheSameAddressBeginsAnew(t *testing.T) {
	s, dir := serve(t, &served{data: content, tag: `"a"`, ranges: true, cuts: []int{300}}), t.TempDir()
	f := fetcher(dir)
	f.Retry = func(error, time.Duration) { s.tag, s.data = `"b"`, strings.ToUpper("another") }
	testkit.Equal(t, read(t, f, s.URL), "ANOTHER")
}

func TestAWholeFileIsNotAskedForTwice(t *testing.T) {
	s, dir := serve(t, &served{data: content, tag: `"a"`, ranges: true}), t.TempDir()
	file, err := fetcher(dir).Fetch(t.Context(), s.URL)
	testkit.Must(t, err)
	testkit.Must(t, file.Close())
	testkit.Equal(t, read(t, fetcher(dir), s.URL), content)
	testkit.Equal(t, s.asked, []string{"", `bytes=1000- "a"`})
}

func TestWhatWasLeftIsOfNoUseWithoutItsRecord(t *testing.T) {
	s, dir := serve(t, &served{data: content, tag: `"a"`, ranges: true, cuts: []int{300}}), t.TempDir()
	f := fetcher(dir)
	f.Retry = func(error, time.Duration) {
		records, err := filepath.Glob(filepath.Join(dir, "*.json"))
		testkit.Must(t, err)
		testkit.Equal(t, len(records), 1)
	}
	file, err := f.Fetch(t.Context(), s.URL)
	testkit.Must(t, err)
	testkit.Must(t, file.Close())
	records, _ := filepath.Glob(filepath.Join(dir, "*.json"))
	for _, broken := range []string{"", "{", `{"url": "http://other/", "validator": "\"a\"", "size": 1000}`, `{"size": 10}`} {
		testkit.Must(t, os.WriteFile(records[0], []byte(broken), 0o600))
		s.asked = nil
		file, err := fetcher(dir).Fetch(t.Context(), s.URL)
		testkit.Must(t, err)
		testkit.Must(t, file.Close())
		testkit.Equal(t, s.asked, []string{""})
	}
}

func TestWhatAnotherAttemptWouldMeetAgainIsAnErrorAtOnce(t *testing.T) {
	for code, want := range map[int]string{404: `the server returned "404 Not Found"`, 403: `"403 Forbidden"`} {
		s := serve(t, &served{codes: []int{code, code}})
		_, err := fetcher(t.TempDir()).Fetch(t.Context(), s.URL)
		if !errors.As(err, new(*download.UnavailableError)) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v", err)
		}
		testkit.Equal(t, len(s.asked), 1)
	}
}

func TestAttemptsEnd(t *testing.T) {
	s := serve(t, &served{codes: slices.Repeat([]int{503}, 100)})
	f := fetcher(t.TempDir())
	_, err := f.Fetch(t.Context(), s.URL)
	testkit.Equal(t, testkit.Text(err), fmt.Sprintf("download %q: the server returned \"503 Service Unavailable\"\n"+
		"hint: check that the address is correct and that both machines are on the same network; the part already downloaded is kept, and the same command continues from there", s.URL))
	testkit.Equal(t, len(s.asked), 8)
}

func TestAServerThatSendsNothingIsLeft(t *testing.T) {
	quiet := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, "a")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	defer quiet.Close()
	f := fetcher(t.TempDir())
	f.Idle = 50 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	f.Retry = func(err error, _ time.Duration) { f.said = append(f.said, err.Error()); cancel() }
	_, err := f.Fetch(ctx, quiet.URL)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	testkit.Equal(t, f.said, []string{"the server sent nothing for 50ms"})
}

func TestTwoDoNotDownloadTheSameAtATime(t *testing.T) {
	s, dir := serve(t, &served{data: content, tag: `"a"`, ranges: true}), t.TempDir()
	file, err := fetcher(dir).Fetch(t.Context(), s.URL)
	testkit.Must(t, err)
	defer file.Close()
	_, err = fetcher(dir).Fetch(t.Context(), s.URL)
	testkit.Equal(t, strings.Contains(testkit.Text(err), "another labs process is downloading it\nhint: wait until it finishes, then run this again"), true)
}
