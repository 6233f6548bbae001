package bundle

import (
	"archive/tar"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/i18n"
)

// The limits of a course: files, bytes in them, folders in folders, and bytes
// of a path. The first two are those of package trust.
const maxFiles, maxBytes, maxDepth, maxPath = 10_000, 64 << 20, 32, 512

// Tree is a folder of a file system, "." for all of it; its files keep their paths.
type Tree struct {
	fs.FS
	Root string
}

// AddCourse takes the files of a course, but not Git's own.
func (s *Spool) AddCourse(course Course, files ...Tree) (Course, error) {
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(pack(writer, files)) }()
	layer, err := s.put(CourseLayerType, reader)
	_ = reader.CloseWithError(err)
	if err != nil {
		return course, i18n.Errorf("pack the course: %w", err)
	}
	course.Layer = layer
	_, err = s.document(oci.MediaTypeEmptyJSON, oci.DescriptorEmptyJSON.Data)
	return course, err
}

// CourseDigest is the digest of the layer that AddCourse makes of the files.
func CourseDigest(files ...Tree) (digest.Digest, error) {
	hash := sha256.New()
	err := pack(hash, files)
	return digest.NewDigest(digest.SHA256, hash), err
}

func pack(w io.Writer, trees []Tree) error {
	p := &packer{tar: tar.NewWriter(w)}
	for _, tree := range trees {
		p.files = tree
		if err := fs.WalkDir(tree, tree.Root, p.visit); err != nil {
			return err
		}
	}
	return p.tar.Close()
}

// packer writes files in the order of their paths.
type packer struct {
	tar   *tar.Writer
	files fs.FS
	count courseLimits
}

func (p *packer) visit(name string, entry fs.DirEntry, err error) error {
	switch {
	case err != nil:
		return err
	case entry.IsDir() && entry.Name() == ".git":
		return fs.SkipDir
	case entry.IsDir():
		return nil
	}
	info, err := fs.Stat(p.files, name) // of what a link leads to
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return i18n.Errorf("%q is not a regular file: a bundle can contain only regular files, and links to files in the course", name)
	}
	header := fileHeader(name, info.Size())
	header.Mode |= int64(info.Mode().Perm() & 0o111)
	if err := p.count.add(header); err != nil {
		return err
	}
	file, err := p.files.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := p.tar.WriteHeader(header); err != nil {
		return err
	}
	_, err = io.Copy(p.tar, file)
	return err
}

// fileHeader is that of a file, the same whoever writes it and when.
func fileHeader(name string, size int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o644, ModTime: time.Unix(0, 0)}
}

// courseLimits holds the files of a course against what one may be.
type courseLimits struct {
	files int
	bytes int64
	seen  map[string]bool
}

func (l *courseLimits) add(header *tar.Header) error {
	if err := checkFile(header); err != nil {
		return err
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	if l.seen[header.Name] {
		return i18n.Errorf("the course has file %q twice", header.Name)
	}
	l.seen[header.Name] = true
	l.files++
	if l.bytes += header.Size; l.files > maxFiles || header.Size > maxBytes || l.bytes > maxBytes {
		return i18n.Errorf("the course is larger than %d files or %d MiB", maxFiles, maxBytes>>20)
	}
	return nil
}

// checkFile refuses all but regular files with plain paths.
func checkFile(header *tar.Header) error {
	name := header.Name
	switch {
	case header.Typeflag != tar.TypeReg:
		return i18n.Errorf("%q is not a regular file", name)
	case !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, `\:`) || strings.ContainsFunc(name, unicode.IsControl):
		return i18n.Errorf("invalid path %q: use a relative path with \"/\" and without \"..\"", name)
	case strings.Count(name, "/") > maxDepth || len(name) > maxPath:
		return i18n.Errorf("the path of %q is deeper than %d directories or longer than %d bytes", path.Base(name), maxDepth, maxPath)
	}
	return nil
}

// Unpack writes the files of a course into an empty folder, and nothing outside it.
func Unpack(layer io.Reader, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return EachFile(layer, func(name string, _ int64, executable bool, content io.Reader) error {
		mode := os.FileMode(0o644)
		if executable {
			mode = 0o755
		}
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		file, err := root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(file, content)
		return errors.Join(err, file.Sync(), file.Close())
	})
}
