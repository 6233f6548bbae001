package command

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	"labs.local/labs/internal/download"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/term"
	"labs.local/labs/internal/workshop"
)

// bundleFile is a bundle that was opened. Done closes it, for good where it is of no more use.
type bundleFile interface {
	workshop.File
	Size() int64
	Done(useless bool)
}

var hostPort = regexp.MustCompile(`^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.%A-Za-z0-9]+\]):[0-9]{1,5}$`)

func (b *Bundler) openBundle(ctx context.Context, from string) (bundleFile, error) {
	_, err := os.Stat(from)
	switch {
	case from == "-":
		return b.spooled(ctx)
	case strings.HasPrefix(from, "http://"), strings.HasPrefix(from, "https://"):
		return b.downloaded(ctx, from)
	case errors.Is(err, fs.ErrNotExist) && hostPort.MatchString(from):
		return b.downloaded(ctx, "http://"+from+"/")
	}
	return openLocal(from)
}

// local is a file on this machine.
type local struct {
	*os.File
	size int64
}

func (l *local) Size() int64 { return l.size }

func (l *local) Done(bool) { _ = l.Close() }

func openLocal(path string) (*local, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &UsageError{i18n.Text("open bundle %q: %v", path, err)}
	}
	if !info.Mode().IsRegular() {
		return nil, &UsageError{i18n.Text("open bundle %q: not a regular file", path)}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, i18n.Errorf("open bundle %q: %w", path, err)
	}
	return &local{file, info.Size()}, nil
}

// spooled is standard input, which can be read once only; its file has no name any more, so that nothing is left of it.
type spooled struct{ local }

func (s *spooled) Name() string { return "-" }

func (s *spooled) Done(bool) {
	_ = s.Close()
	_ = os.Remove(s.File.Name())
}

func (b *Bundler) spooled(ctx context.Context) (bundleFile, error) {
	if err := os.MkdirAll(b.Downloads, 0o700); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(b.Downloads, "stdin-")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(file.Name()) // some systems cannot
	spooled := &spooled{local{File: file}}
	count := b.Status.Measure(0, i18n.Text("Reading the bundle from standard input"))
	copied := make(chan error, 1)
	go func() {
		_, err := io.Copy(file, io.TeeReader(b.Streams.In, term.Tally(count)))
		copied <- err
	}()
	select {
	case err = <-copied:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err == nil {
		spooled.size, err = file.Seek(0, io.SeekEnd)
	}
	if err != nil {
		spooled.Done(true)
		return nil, err
	}
	return spooled, nil
}

func (b *Bundler) downloaded(ctx context.Context, url string) (bundleFile, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: limit.Connect}).DialContext
	transport.ResponseHeaderTimeout = limit.Respond
	fetcher := &download.Fetcher{
		Client: &http.Client{Transport: transport}, Dir: b.Downloads, Idle: limit.Body, After: time.After,
		Begin: func(total int64) func(n int) { return b.Status.Measure(total, i18n.Text("Downloading %s", url)) },
		Retry: func(err error, wait time.Duration) {
			b.Status.Clear()
			b.Status.Set("Download interrupted (%v); resuming in %s", err, wait)
		},
	}
	file, err := fetcher.Fetch(ctx, url)
	if err != nil {
		return nil, err
	}
	return file, nil
}
