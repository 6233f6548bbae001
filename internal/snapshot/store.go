package snapshot

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/replace"
)

// format is the version of what is kept: of the files, and of what is in them.
const format = 1

// Header is the first line of a snapshot's file, in JSON; the State follows.
type Header struct {
	Format int `json:"format"`
	// Arch is the node's, as Go names it.
	Arch string `json:"arch"`
	// Cluster is the cluster's name, NodeImage the reference of its node image.
	Cluster   string `json:"cluster"`
	NodeImage string `json:"nodeImage"`
	// Size is that of the State, in bytes, SHA256 its digest in hexadecimal.
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Store is a folder with snapshots, one file for each key.
type Store string

const extension = ".snapshot"

func (s Store) path(key string) string { return filepath.Join(string(s), key+extension) }

// Write keeps a State; it is there as a whole or not at all. What a Write left
// that was killed is removed.
func (s Store) Write(key string, h Header, state State) error {
	if err := os.MkdirAll(string(s), 0o700); err != nil {
		return err
	}
	left, _ := filepath.Glob(filepath.Join(string(s), "."+key+extension+"*"))
	for _, path := range left {
		_ = os.Remove(path)
	}
	sum := sha256.Sum256(state)
	h.Format, h.Size, h.SHA256 = format, int64(len(state)), hex.EncodeToString(sum[:])
	line, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return replace.File(s.path(key), bytes.Join([][]byte{line, state}, []byte("\n")), 0o600)
}

// Read gives the State of a key, nil where there is none. One that is damaged, or of another arch, is an error.
func (s Store) Read(key, arch string) (State, error) {
	data, err := os.ReadFile(s.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	line, state, _ := bytes.Cut(data, []byte("\n"))
	var h Header
	reason := i18n.Message{}
	sum := sha256.Sum256(state)
	switch err := json.Unmarshal(line, &h); {
	case err != nil:
		reason = i18n.Text("it is damaged: %v", err)
	case h.Format != format:
		reason = i18n.Text("its format is %d, but this version of labs reads format %d", h.Format, format)
	case h.Arch != arch:
		reason = i18n.Text("it is from a node with architecture %s, but this machine is %s", h.Arch, arch)
	case h.Size != int64(len(state)):
		reason = i18n.Text("it is incomplete: %d bytes of %d", len(state), h.Size)
	case h.SHA256 != hex.EncodeToString(sum[:]):
		reason = i18n.Text("it is damaged: its content does not match the digest %s", h.SHA256)
	}
	if !reason.IsZero() {
		return nil, i18n.Errorf("snapshot %s: %v", s.path(key), reason)
	}
	return state, nil
}

// Remove takes a snapshot away.
func (s Store) Remove(key string) error { return os.Remove(s.path(key)) }

// File is a snapshot on the disk; the Header is empty where it cannot be read.
type File struct {
	Path string
	// Bytes is the size of the file.
	Bytes int64
	Header
}

// List gives all snapshots.
func (s Store) List() ([]File, error) {
	entries, err := os.ReadDir(string(s))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var files []File
	for _, entry := range entries {
		if key, found := strings.CutSuffix(entry.Name(), extension); found {
			if file, err := s.file(key); err == nil {
				files = append(files, file)
			}
		}
	}
	return files, nil
}

// headerLimit is more than a header has, in bytes.
const headerLimit = 4096

// file reads the header alone.
func (s Store) file(key string) (File, error) {
	file, err := os.Open(s.path(key))
	if err != nil {
		return File{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return File{}, err
	}
	f := File{Path: s.path(key), Bytes: info.Size()}
	line, _ := bufio.NewReader(io.LimitReader(file, headerLimit)).ReadBytes('\n')
	_ = json.Unmarshal(line, &f.Header)
	return f, nil
}
