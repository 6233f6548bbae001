package download

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"labs.local/labs/internal/i18n"
)

// maxSize is more than a bundle may have, in bytes.
const maxSize = 64 << 30

// attempt asks once for what is missing.
func (f *Fetcher) attempt(ctx context.Context, file *File) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	idle := time.AfterFunc(f.Idle, func() { cancel(i18n.Errorf("the server sent nothing for %s", f.Idle)) })
	defer idle.Stop()
	response, err := f.ask(ctx, file)
	if err != nil {
		return because(ctx, err)
	}
	defer response.Body.Close()
	if err := f.accept(file, response); err != nil || file.whole() {
		return err
	}
	count := f.Begin(file.record.Size)
	count(int(file.have))
	if _, err := file.Seek(file.have, io.SeekStart); err != nil {
		return &permanentError{err}
	}
	err = file.take(response.Body, func(n int) { idle.Reset(f.Idle); count(n) })
	return because(ctx, err)
}

// because gives the reason why a request was ended.
func because(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

func (f *Fetcher) ask(ctx context.Context, file *File) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, file.url, nil)
	if err != nil {
		return nil, &permanentError{err}
	}
	request.Header.Set("Accept-Encoding", "identity")
	if file.have > 0 && file.Validator == "" {
		if err := file.restart(record{URL: file.url}); err != nil {
			return nil, &permanentError{err}
		}
	}
	if file.have > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", file.have))
		request.Header.Set("If-Range", file.Validator)
	}
	response, err := f.Client.Do(request)
	if name, ok := errors.AsType[*net.DNSError](err); ok && name.IsNotFound {
		return nil, &permanentError{err}
	}
	return response, err
}

// accept looks at what kind of answer came, and readies the file for it.
func (f *Fetcher) accept(file *File, response *http.Response) error {
	switch code := response.StatusCode; {
	case code == http.StatusOK:
		if response.ContentLength > maxSize {
			return &permanentError{i18n.Errorf("it is larger than %d GiB", maxSize>>30)}
		}
		return permanent(file.restart(record{file.url, validator(response.Header), max(0, response.ContentLength)}))
	case code == http.StatusPartialContent:
		if from, size, ok := contentRange(response.Header.Get("Content-Range")); ok && from == file.have && (file.record.Size == 0 || size == file.record.Size) {
			return nil
		}
		return errors.Join(i18n.Errorf("the server sent a different part of the file than requested"), file.restart(record{URL: file.url}))
	case code == http.StatusRequestedRangeNotSatisfiable:
		if file.whole() {
			return nil
		}
		return errors.Join(i18n.Errorf("the server returned %q", response.Status), file.restart(record{URL: file.url}))
	case code >= 500 || code == http.StatusTooManyRequests || code == http.StatusRequestTimeout:
		return i18n.Errorf("the server returned %q", response.Status)
	default:
		return &permanentError{i18n.Errorf("the server returned %q", response.Status)}
	}
}

func permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

// validator names this state of the file: a strong ETag, or else the date of its last change (RFC 9110, 13.1.5).
func validator(header http.Header) string {
	if tag := header.Get("ETag"); strings.HasPrefix(tag, `"`) {
		return tag
	}
	return header.Get("Last-Modified")
}

// contentRange reads "bytes FROM-TO/SIZE".
func contentRange(text string) (from, size int64, ok bool) {
	text, ok = strings.CutPrefix(text, "bytes ")
	span, whole, _ := strings.Cut(text, "/")
	begin, _, _ := strings.Cut(span, "-")
	from, err := strconv.ParseInt(begin, 10, 64)
	size, other := strconv.ParseInt(whole, 10, 64)
	return from, size, ok && err == nil && other == nil
}

// take writes what comes.
func (f *File) take(body io.Reader, count func(n int)) error {
	buffer := make([]byte, 256<<10)
	for {
		n, err := body.Read(buffer)
		if n > 0 {
			if _, err := f.Write(buffer[:n]); err != nil {
				return &permanentError{err}
			}
			f.have += int64(n)
			count(n)
		}
		switch {
		case errors.Is(err, io.EOF) && f.record.Size > 0 && f.have != f.record.Size:
			return i18n.Errorf("the connection ended after %d of %d bytes", f.have, f.record.Size)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case f.have > maxSize:
			return &permanentError{i18n.Errorf("it is larger than %d GiB", maxSize>>30)}
		}
	}
}
