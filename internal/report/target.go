package report

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/replace"
)

// permissions are those of a new report, before the umask.
const permissions = 0o644

type target struct {
	// name is an absolute path, or "-".
	name string
	// out is set for "-".
	out io.Writer
	// flags are those of os.OpenFile for what cannot be replaced: a device, a
	// pipe, or a file that others write to as well. 0 is a file as others.
	flags int
}

// newTarget refuses a file that could not be written at the end of the run.
func newTarget(file string, o Options) (*target, error) {
	if file == "-" {
		return &target{name: file, out: o.Out}, nil
	}
	name, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &target{name: name}, creatable(filepath.Dir(name))
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, i18n.Errorf("%q is a directory", file)
	case o.Append != "" && file == o.Append:
		return &target{name: name, flags: os.O_WRONLY | os.O_APPEND}, writable(name)
	case !info.Mode().IsRegular():
		return &target{name: name, flags: os.O_WRONLY}, nil
	}
	if name, err = filepath.EvalSymlinks(name); err != nil {
		return nil, err
	}
	return &target{name: name}, cmp.Or(writable(name), creatable(filepath.Dir(name)))
}

func writable(name string) error {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return file.Close()
}

// creatable says whether a folder takes a new file.
func creatable(folder string) error {
	file, err := os.CreateTemp(folder, ".labs-report-*")
	if errors.Is(err, fs.ErrNotExist) {
		return i18n.Errorf("directory %q does not exist", folder)
	}
	if err != nil {
		return i18n.Errorf("create a file in directory %q: %w", folder, errors.Unwrap(err))
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// replaceable says whether a report can be written again.
func (t *target) replaceable() bool { return t.out == nil && t.flags == 0 }

// add writes a line, and takes the begin of one away again that does not fit.
func (t *target) add(out io.Writer, line []byte) error {
	n, err := out.Write(line)
	file, ok := out.(*os.File)
	if err == nil || n == 0 || !ok || !t.replaceable() {
		return err
	}
	size, failed := file.Seek(0, io.SeekCurrent)
	return errors.Join(err, failed, file.Truncate(size-int64(n)))
}

// write puts a whole report there: all of it, or, where it fails, none.
func (t *target) write(data []byte) error {
	if t.replaceable() {
		return t.fault(replace.File(t.name, data, permissions))
	}
	out, err := t.open()
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return t.fault(cmp.Or(err, out.Close()))
}

// open is for a report that is written as it comes.
func (t *target) open() (io.WriteCloser, error) {
	if t.out != nil {
		return unclosed{t.out}, nil
	}
	file, err := os.OpenFile(t.name, cmp.Or(t.flags, os.O_WRONLY|os.O_CREATE|os.O_TRUNC), permissions)
	if err != nil {
		return nil, t.fault(err)
	}
	return file, nil
}

func (t *target) fault(err error) error {
	if err == nil {
		return nil
	}
	return i18n.Errorf("write the report %q: %w", t.name, err)
}

// unclosed leaves a stream open that is not the report's own.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }
