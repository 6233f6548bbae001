// Package download fetches a large file over HTTP, and resumes where it stopped (RFC 9110, 14: range requests).
package download

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"labs.local/labs/internal/i18n"
)

// Fetcher fetches files into a folder.
type Fetcher struct {
	Client *http.Client
	// Dir is the folder, which need not be there.
	Dir string
	// Begin is called with a file's size in bytes, or 0; what it gives is told how much is there.
	Begin func(total int64) (count func(n int))
	// Retry is told why an attempt failed, and when there is another one.
	Retry func(err error, wait time.Duration)
	// After is time.After.
	After func(time.Duration) <-chan time.Time
	// Idle is how long a server may send nothing.
	Idle time.Duration
}

// UnavailableError says that a file cannot be had.
type UnavailableError struct {
	URL string
	Err error
}

func (e *UnavailableError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *UnavailableError) Localized() i18n.Message {
	return i18n.Text("download %q: %v\nhint: check that the address is correct and that both machines are on the same network; the part already downloaded is kept, and the same command continues from there", e.URL, e.Err)
}

func (e *UnavailableError) Unwrap() error { return e.Err }

// permanentError is one that another attempt would meet again.
type permanentError struct{ error }

func (e *permanentError) Unwrap() error { return e.error }

// The waits between attempts double; so many attempts in a row may bring nothing.
const (
	firstWait, lastWait = time.Second, 15 * time.Second
	mostAttempts        = 8
)

// Fetch fetches a file. Close keeps it for the next time, Remove does not.
func (f *Fetcher) Fetch(ctx context.Context, url string) (*File, error) {
	file, err := f.open(url)
	if err != nil {
		return nil, err
	}
	if err := f.complete(ctx, file); err != nil {
		if errors.Is(err, syscall.ENOSPC) {
			_ = file.Remove()
			return nil, i18n.Errorf("download %q: %w", url, err)
		}
		_ = file.Close()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, &UnavailableError{url, err}
	}
	return file, nil
}

// complete tries until all is there.
func (f *Fetcher) complete(ctx context.Context, file *File) error {
	wait, failures := firstWait, 0
	for {
		before := file.have
		err := f.attempt(ctx, file)
		if err == nil || ctx.Err() != nil {
			return err
		}
		if permanent, ok := errors.AsType[*permanentError](err); ok {
			return permanent.error
		}
		if failures++; file.have > before {
			wait, failures = firstWait, 0
		}
		if failures == mostAttempts {
			return err
		}
		f.Retry(err, wait)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.After(wait):
		}
		wait = min(2*wait, lastWait)
	}
}

// open opens what there is of a file, and keeps others from it.
func (f *Fetcher) open(url string) (*File, error) {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(url))
	path := filepath.Join(f.Dir, hex.EncodeToString(sum[:8]))
	lock := flock.New(path + ".lock")
	locked, err := lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !locked {
		return nil, i18n.Errorf("download %q: another labs process is downloading it\nhint: wait until it finishes, then run this again", url)
	}
	opened, err := os.OpenFile(path+".part", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		_ = lock.Unlock()
		return nil, err
	}
	file := &File{File: opened, url: url, path: path, lock: lock}
	return file, file.recall()
}
