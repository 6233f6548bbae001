package bundle_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/klauspost/compress/zstd"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/testkit"
)

// entry is a file of a tar.
type entry struct {
	tar.Header
	data string
}

func file(name, data string) entry {
	return entry{tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, Size: int64(len(data))}, data}
}

func link(name, target string) entry {
	return entry{tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: target}, ""}
}

func pack(entries ...entry) string {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		if err := w.WriteHeader(&e.Header); err != nil {
			panic(err)
		}
		if _, err := io.WriteString(w, e.data); err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

func unpack(t testing.TB, data string) (entries []entry) {
	for r := tar.NewReader(strings.NewReader(data)); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return entries
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry{*header, string(content)})
	}
}

func sum(data string) string {
	s := sha256.Sum256([]byte(data))
	return hex.EncodeToString(s[:])
}

func gzipped(data string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = io.WriteString(w, data)
	_ = w.Close()
	return out.String()
}

func compress(data string) string {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20))
	if err != nil {
		panic(err)
	}
	return string(w.EncodeAll([]byte(data), nil))
}

func decompress(t testing.TB, data string) string {
	r, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out, err := r.DecodeAll([]byte(data), nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func jsonOf(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// layers are those of the images here; the second begins like JSON.
var layers = []string{pack(file("bin/sh", "shell")), pack(file("[", "test")), pack(file("usr/node", strings.Repeat("node", 1000)))}

func config(platform string, diffs ...string) string {
	system, architecture, _ := strings.Cut(platform, "/")
	var ids []string
	for _, layer := range diffs {
		ids = append(ids, "sha256:"+sum(layer))
	}
	return jsonOf(map[string]any{"os": system, "architecture": architecture, "rootfs": map[string]any{"type": "layers", "diff_ids": ids}})
}

// legacy is what Docker 20.10 saves: a folder a layer, and a link for one that
// was there before.
func legacy(config string, content ...string) string {
	entries := []entry{file(sum(config)+".json", config)}
	var paths []string
	first := map[string]string{}
	for i, layer := range content {
		dir := sum(string(rune(i)) + layer)
		entries = append(entries, entry{tar.Header{Typeflag: tar.TypeDir, Name: dir + "/", Mode: 0o755}, ""}, file(dir+"/VERSION", "1.0"), file(dir+"/json", "{}"))
		if first[layer] == "" {
			entries, first[layer] = append(entries, file(dir+"/layer.tar", layer)), dir
		} else {
			entries = append(entries, link(dir+"/layer.tar", "../"+first[layer]+"/layer.tar"))
		}
		paths = append(paths, dir+"/layer.tar")
	}
	list := []map[string]any{{"Config": sum(config) + ".json", "RepoTags": nil, "Layers": paths}}
	return pack(append(entries, file("manifest.json", jsonOf(list)), file("repositories", "{}"))...)
}

// modern is what later engines save, with several platforms and layers as the
// registry had them.
func modern(configs []string, content ...string) string {
	entries := []entry{file("oci-layout", "{}"), file("index.json", "{}")}
	var paths []string
	for _, layer := range content {
		packed := gzipped(layer)
		entries = append(entries, file("blobs/sha256/"+sum(packed), packed))
		paths = append(paths, "blobs/sha256/"+sum(packed))
	}
	var list []map[string]any
	for _, c := range configs {
		entries = append(entries, file("blobs/sha256/"+sum(c), c))
		list = append(list, map[string]any{"Config": "blobs/sha256/" + sum(c), "RepoTags": []string{"other:v1"}, "Layers": paths})
	}
	return pack(append(entries, file("manifest.json", jsonOf(list)))...)
}

const amd64 = "linux/amd64"

var made = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

var course = fstest.MapFS{
	"labs/01-one/lab.yaml": {Data: []byte("kind: Lab\n"), Mode: 0o644},
	"labs/01-one/run.sh":   {Data: []byte("echo\n"), Mode: 0o755},
	".git/config":          {Data: []byte("secret"), Mode: 0o644},
}

// write makes a bundle of three images and a course.
func write(t testing.TB) (string, *bundle.Contents) {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	spool := &bundle.Spool{Dir: t.TempDir()}
	contents := &bundle.Contents{Version: "v1", Platform: amd64, Created: made}
	for _, one := range []struct {
		name, archive string
		kind          bundle.Kind
	}{
		{"kindest/node:v1.35.0@sha256:" + sum(""), legacy(config(amd64, layers[2]), layers[2]), bundle.Node},
		{"localhost/toolbox:v1", legacy(config(amd64, layers[0], layers[1], layers[0]), layers[0], layers[1], layers[0]), bundle.Lab},
		{"alpine", modern([]string{config("linux/arm64"), config(amd64, layers[0])}, layers[0]), bundle.Base},
	} {
		image, err := spool.AddImage(one.name, one.kind, amd64, strings.NewReader(one.archive))
		must(err)
		contents.Images = append(contents.Images, image)
	}
	var err error
	contents.Course, err = spool.AddCourse(bundle.Course{Name: "mine"}, bundle.Tree{FS: course, Root: "."})
	must(err)
	var out bytes.Buffer
	must(spool.Write(&out, contents, func(int) {}))
	return out.String(), contents
}

// ignore is a visitor that reads nothing.
func ignore(oci.Descriptor, io.Reader) error { return nil }

func TestWhatIsWrittenIsRead(t *testing.T) {
	data, written := write(t)
	got := map[string]string{}
	read, err := bundle.Read(t.Context(), "x", strings.NewReader(data), nil, func(d oci.Descriptor, blob io.Reader) error {
		content, err := io.ReadAll(blob)
		got[d.Digest.Encoded()] = string(content)
		return err
	})
	testkit.Must(t, err)
	for digest, content := range got {
		testkit.Equal(t, sum(content), digest)
	}
	for _, layer := range layers {
		testkit.Equal(t, got[sum(layer)], layer)
	}
	var names []string
	for i, image := range read.Images {
		names = append(names, string(image.Kind)+" "+image.Name)
		testkit.Equal(t, image.Config, written.Images[i].Config)
		testkit.Equal(t, image.Layers, written.Images[i].Layers)
	}
	testkit.Equal(t, names, []string{"node kindest/node:v1.35.0", "lab localhost/toolbox:v1", "base alpine:latest"})
	testkit.Equal(t, []any{read.Version, read.Platform, read.Created, read.Course.Name, read.Course.Builtin}, []any{"v1", amd64, made, "mine", false})
	head, err := bundle.Head(t.Context(), "x", strings.NewReader(data))
	testkit.Must(t, err)
	testkit.Equal(t, head, read)
}

func TestTheSameContentsMakeTheSameBytes(t *testing.T) {
	first, _ := write(t)
	second, _ := write(t)
	if first != second {
		t.Error("they differ")
	}
}

func TestTheLayoutIsThatOfOCIAndOfDockerSave(t *testing.T) {
	data, _ := write(t)
	var text strings.Builder
	for _, e := range unpack(t, decompress(t, data)) {
		text.WriteString(e.Name + "\n")
		if e.Size < 2000 && (strings.HasPrefix(e.data, "{") || strings.HasPrefix(e.data, "[{")) {
			text.WriteString("    " + e.data + "\n")
		}
	}
	testkit.Golden(t, "layout.txt", text.String())
}

func TestTheBeginIsEnoughForAList(t *testing.T) {
	data, _ := write(t)
	entries := unpack(t, decompress(t, data))
	begin := pack(entries[:7]...)
	_, err := bundle.Head(t.Context(), "x", strings.NewReader(compress(begin[:len(begin)-1024])))
	testkit.Must(t, err)
}

func TestAnEngineIsGivenTheImagesThatItNeeds(t *testing.T) {
	data, _ := write(t)
	var out bytes.Buffer
	var archive *bundle.Archive
	_, err := bundle.Read(t.Context(), "x", strings.NewReader(data), func(c *bundle.Contents) error {
		archive = bundle.NewArchive(&out, c, []string{"localhost/toolbox:v1"})
		return nil
	}, func(d oci.Descriptor, blob io.Reader) error { return archive.Visit(d, blob) })
	testkit.Must(t, err)
	testkit.Must(t, archive.Finish())
	var names []string
	for _, e := range unpack(t, out.String()) {
		names = append(names, e.Name)
	}
	configured := config(amd64, layers[0], layers[1], layers[0])
	testkit.Equal(t, names[:6], []string{"blobs/sha256/" + sum(configured), "blobs/sha256/" + sum(layers[0]), "blobs/sha256/" + sum(layers[1]), "oci-layout", "index.json", "manifest.json"})
	testkit.Equal(t, len(names), 7)
}

func TestACourseIsUnpacked(t *testing.T) {
	data, _ := write(t)
	dir := t.TempDir()
	_, err := bundle.Read(t.Context(), "x", strings.NewReader(data), nil, func(d oci.Descriptor, blob io.Reader) error {
		if d.MediaType != bundle.CourseLayerType {
			return nil
		}
		return bundle.Unpack(blob, dir)
	})
	testkit.Must(t, err)
	testkit.Must(t, fstest.TestFS(os.DirFS(dir), "labs/01-one/lab.yaml", "labs/01-one/run.sh"))
	info, err := os.Stat(filepath.Join(dir, "labs/01-one/run.sh"))
	testkit.Must(t, err)
	testkit.Equal(t, info.Mode().Perm()&0o100, fs.FileMode(0o100))
	if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
		t.Error("Git's own files are in it")
	}
}

func TestAnErrorOfTheReaderIsNotTheBundles(t *testing.T) {
	data, _ := write(t)
	full := errors.New("no space left on device")
	_, err := bundle.Read(t.Context(), "x", strings.NewReader(data), nil, func(oci.Descriptor, io.Reader) error { return full })
	if !errors.Is(err, full) || errors.As(err, new(*bundle.InvalidError)) {
		t.Errorf("got %v", err)
	}
	_, err = bundle.Read(t.Context(), "x", io.MultiReader(strings.NewReader(data[:100]), failing{full}), nil, ignore)
	if !errors.Is(err, full) || errors.As(err, new(*bundle.InvalidError)) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }
