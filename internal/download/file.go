package download

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"github.com/gofrs/flock"

	"labs.local/labs/internal/replace"
)

// File is one that is being downloaded, or was.
type File struct {
	*os.File
	url, path string
	lock      *flock.Flock
	// have is how many bytes there are.
	have int64
	record
}

// record says which state of a file the bytes are of.
type record struct {
	URL string `json:"url"`
	// Validator is the ETag, or the date of the last change (RFC 9110, 8.8); without one nothing can be continued.
	Validator string `json:"validator"`
	// Size is that of the whole, in bytes, 0 where it is unknown.
	Size int64 `json:"size"`
}

// Name is the address.
func (f *File) Name() string { return f.url }

// Size is how many bytes there are.
func (f *File) Size() int64 { return f.have }

// recall looks at what there is, and forgets what cannot be continued.
func (f *File) recall() error {
	data, err := os.ReadFile(f.path + ".json")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if json.Unmarshal(data, &f.record) != nil || f.URL != f.url || f.Validator == "" {
		return f.restart(record{URL: f.url})
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if f.have = info.Size(); f.record.Size > 0 && f.have > f.record.Size {
		return f.restart(record{URL: f.url})
	}
	return nil
}

// restart forgets all bytes, and notes what is to come.
func (f *File) restart(r record) error {
	f.record, f.have = r, 0
	if err := f.Truncate(0); err != nil {
		return err
	}
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return replace.File(f.path+".json", data, 0o600)
}

// whole says whether all bytes are there.
func (f *File) whole() bool { return f.record.Size > 0 && f.have == f.record.Size }

// Close keeps the file for the next time.
func (f *File) Close() error { return errors.Join(f.File.Close(), f.lock.Unlock()) }

// Done removes a file that is useless, and keeps another one for the next time.
func (f *File) Done(useless bool) {
	if useless {
		_ = f.Remove()
		return
	}
	_ = f.Close()
}

// Remove removes the file.
func (f *File) Remove() error {
	_ = f.File.Close()
	return errors.Join(os.Remove(f.path+".json"), os.Remove(f.path+".part"), os.Remove(f.path+".lock"), f.lock.Unlock())
}
