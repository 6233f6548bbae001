package bundle_test

import (
	"archive/tar"
	"errors"
	"slices"
	"strings"
	"testing"

	"labs.local/labs/internal/bundle"
	"labs.local/labs/internal/testkit"
)

// at gives the index of the file whose name ends so.
func at(entries []entry, suffix string) int {
	return slices.IndexFunc(entries, func(e entry) bool { return strings.HasSuffix(e.Name, suffix) })
}

// with gives the files with one at its place.
func with(entries []entry, i int, e entry) []entry {
	entries = slices.Clone(entries)
	entries[i] = e
	return entries
}

// edit changes the text of a file, and its size.
func edit(suffix, from, to string) func([]entry) []entry {
	return func(entries []entry) []entry {
		i := at(entries, suffix)
		if !strings.Contains(entries[i].data, from) {
			panic(suffix + " has no " + from)
		}
		return with(entries, i, file(entries[i].Name, strings.ReplaceAll(entries[i].data, from, to)))
	}
}

// consistent changes the text of a manifest, and what follows from it.
func consistent(index int, from, to string) func([]entry) []entry {
	return func(entries []entry) []entry {
		old := entries[index]
		if !strings.Contains(old.data, from) {
			panic(old.data + " has no " + from)
		}
		data := strings.ReplaceAll(old.data, from, to)
		entries = with(entries, index, file("blobs/sha256/"+sum(data), data))
		was, is := jsonOf(map[string]any{"digest": "sha256:" + sum(old.data), "size": len(old.data)}), jsonOf(map[string]any{"digest": "sha256:" + sum(data), "size": len(data)})
		return edit("index.json", strings.Trim(was, "{}"), strings.Trim(is, "{}"))(entries)
	}
}

// courseOf makes a course layer of these files, and what follows from it.
func courseOf(files ...entry) func([]entry) []entry {
	return func(entries []entry) []entry {
		i := slices.IndexFunc(entries, func(e entry) bool { return strings.Contains(e.data, "kind: Lab") })
		old, data := entries[i], pack(files...)
		entries = with(entries, i, file("blobs/sha256/"+sum(data), data))
		was, is := jsonOf(map[string]any{"digest": "sha256:" + sum(old.data), "size": len(old.data)}), jsonOf(map[string]any{"digest": "sha256:" + sum(data), "size": len(data)})
		return consistent(6, strings.Trim(was, "{}"), strings.Trim(is, "{}"))(entries)
	}
}

func inserted(e entry, before string) func([]entry) []entry {
	return func(entries []entry) []entry { return slices.Insert(slices.Clone(entries), at(entries, before), e) }
}

// The files of the bundle that write makes: 0 oci-layout, 1 index.json, 2
// manifest.json, 3 to 5 the images' manifests, 6 the course's, 7 to 10
// configs, 11 the course, 12 to 14 layers.
var hostile = map[string]struct {
	change func([]entry) []entry
	want   string
}{
	"climbs out":    {inserted(file("../../etc/passwd", "x"), sum(layers[0])), `invalid path "../../etc/passwd": use a relative path with "/" and without ".."`},
	"absolute":      {inserted(file("/etc/passwd", "x"), sum(layers[0])), `invalid path "/etc/passwd": use a relative path with "/" and without ".."`},
	"symbolic link": {func(e []entry) []entry { return with(e, 13, link(e[13].Name, "/etc/shadow")) }, `is not a regular file`},
	"hard link": {func(e []entry) []entry {
		return with(e, 13, entry{tar.Header{Typeflag: tar.TypeLink, Name: e[13].Name, Linkname: e[12].Name}, ""})
	}, `is not a regular file`},
	"device": {inserted(entry{tar.Header{Typeflag: tar.TypeBlock, Name: "sda", Devmajor: 8}, ""}, sum(layers[0])), `"sda" is not a regular file`},
	"pipe":   {inserted(entry{tar.Header{Typeflag: tar.TypeFifo, Name: "p"}, ""}, sum(layers[0])), `"p" is not a regular file`},
	"folder": {inserted(entry{tar.Header{Typeflag: tar.TypeDir, Name: "blobs/"}, ""}, sum(layers[0])), `"blobs/" is not a regular file`},
	"extended header": {func(e []entry) []entry {
		e = slices.Clone(e)
		e[12].PAXRecords = map[string]string{"LABS.x": "1"}
		e[12].Format = tar.FormatPAX
		return e
	}, `has an unexpected extended tar header`},
	"unexpected file":     {inserted(file("repositories", "{}"), sum(layers[0])), `found file "repositories", expected "blobs/sha256/` + sum(layers[0]) + `"`},
	"file at the end":     {func(e []entry) []entry { return append(slices.Clone(e), file("more", "")) }, `unexpected file "more"`},
	"twice":               {func(e []entry) []entry { return append(slices.Clone(e), e[1]) }, `unexpected file "index.json"`},
	"twice in the middle": {func(e []entry) []entry { return slices.Insert(slices.Clone(e), 13, e[12]) }, `appears twice`},
	"missing at the end":  {func(e []entry) []entry { return e[:len(e)-1] }, `it ends before file "blobs/sha256/`},
	"missing":             {func(e []entry) []entry { return slices.Delete(slices.Clone(e), 12, 13) }, `found file "blobs/sha256/` + sum(layers[0]) + `", expected "blobs/sha256/`},
	"smaller":             {func(e []entry) []entry { return with(e, 12, file(e[12].Name, e[12].data[:1024])) }, `has 1024 bytes, expected 5632`},
	"larger":              {func(e []entry) []entry { return with(e, 12, file(e[12].Name, e[12].data+strings.Repeat("\x00", 512))) }, `has 6144 bytes, expected 5632`},
	"layer damaged":       {func(e []entry) []entry { return with(e, 12, file(e[12].Name, "X"+e[12].data[1:])) }, `is damaged: its content does not match its digest`},
	"config damaged":      {edit(sum(config(amd64, layers[2])), "linux", "linuX"), `is damaged: its content does not match its digest`},
	"manifest damaged":    {func(e []entry) []entry { return with(e, 3, file(e[3].Name, strings.ToUpper(e[3].data))) }, `is damaged: its content does not match its digest`},
	"no layout":           {func(e []entry) []entry { return e[1:] }, `found file "index.json", expected "oci-layout"`},
	"another layout":      {edit("oci-layout", "1.0.0", "2.0.0"), `does not describe an OCI image layout of version 1.0.0`},
	"index no JSON":       {edit("index.json", "{", "["), `file "index.json" cannot be parsed: `},
	"index too large":     {func(e []entry) []entry { return with(e, 1, file("index.json", e[1].data+strings.Repeat(" ", 4<<20))) }, `bytes; the limit is 4194304`},
	"not ours":            {edit("index.json", `"local.labs.bundle.format":"1",`, ``), `it is an image archive, but labs did not create it`},
	"another format":      {edit("index.json", `bundle.format":"1"`, `bundle.format":"2"`), `its format is "2", created by labs v1, but this version of labs reads format "1"`},
	"no time":             {edit("index.json", `2026-01-02T03:04:05Z`, `yesterday`), `its creation time is not valid: "yesterday"`},
	"no platform":         {edit("index.json", `"local.labs.platform":"linux/amd64"`, `"local.labs.platform":"linux"`), `its platform is not valid: "linux"`},
	"control characters":  {edit("index.json", `"local.labs.version":"v1"`, `"local.labs.version":"v1\u001b[2J"`), `or has characters that cannot be printed: "v1\x1b[2J"`},
	"name with control":   {edit("index.json", `"local.labs.name":"localhost/toolbox:v1"`, `"local.labs.name":"localhost/tool\u0007:v1"`), `invalid image name "localhost/tool\a:v1": `},
	"name without tag":    {edit("index.json", `"local.labs.name":"localhost/toolbox:v1"`, `"local.labs.name":"localhost/toolbox"`), `invalid image name "localhost/toolbox": write it as "localhost/toolbox:latest"`},
	"name twice":          {edit("index.json", `"local.labs.name":"localhost/toolbox:v1"`, `"local.labs.name":"alpine:latest"`), `it lists image "alpine:latest" twice`},
	"other kind":          {edit("index.json", `"local.labs.kind":"lab"`, `"local.labs.kind":"x"`), `has the unknown kind "x"`},
	"digest climbs":       {consistent(5, "sha256:"+sum(layers[0]), "sha256:../../../etc"), `is not a SHA-256 digest`},
	"other hash":          {consistent(5, "sha256:"+sum(layers[0]), "sha512:"+sum(layers[0])+sum(layers[0])), `is not a SHA-256 digest`},
	"size below 0":        {consistent(5, `"size":2048`, `"size":-1`), `has an invalid size: -1 bytes; the limit is `},
	"enormous":            {consistent(5, `"size":2048`, `"size":99999999999999`), `has an invalid size: 99999999999999 bytes; the limit is `},
	"two sizes":           {consistent(5, `"size":2048`, `"size":4096`), `has two sizes, 2048 and 4096 bytes`},
	"other layer type":    {consistent(5, `image.layer.v1.tar`, `image.layer.v1.tar+gzip`), `is of type "application/vnd.oci.image.layer.v1.tar+gzip"`},
	"layer not config's": {func(e []entry) []entry {
		e = consistent(5, "sha256:"+sum(layers[0]), "sha256:"+sum(layers[1]))(e)
		other := `"RepoTags":["docker.io/library/alpine:latest"],"Layers":["blobs/sha256/`
		return edit("manifest.json", other+sum(layers[0]), other+sum(layers[1]))(e)
	}, `image "alpine:latest": the layers do not match the image config`},
	"other platform":     {edit("index.json", `local.labs.platform":"linux/amd64"`, `local.labs.platform":"linux/arm64"`), `file "index.json" does not match the manifests`},
	"more in a manifest": {consistent(5, `"schemaVersion":2`, `"schemaVersion":2,"annotations":{"a":"b"}`), `file "index.json" does not match the manifests`},
	"docker file other":  {edit("manifest.json", `/alpine:latest"`, `/busybox:latest"`), `file "manifest.json" does not match the manifests`},
	"docker file layer":  {edit("manifest.json", "blobs/sha256/"+sum(layers[0]), "../../etc/passwd"), `file "manifest.json" does not match the manifests`},
	"course climbs":      {courseOf(file("labs/../../x", "x")), `invalid path "labs/../../x": use a relative path with "/" and without ".."`},
	"course absolute":    {courseOf(file("/x", "x")), `invalid path "/x": use a relative path with "/" and without ".."`},
	"course backslash":   {courseOf(file(`labs\..\x`, "x")), `use a relative path with "/" and without ".."`},
	"course link":        {courseOf(link("x", "/etc/passwd")), `"x" is not a regular file`},
	"course deep":        {courseOf(file(strings.Repeat("d/", 33)+"x", "x")), `the path of "x" is deeper than 32 directories`},
	"course long":        {courseOf(file(strings.Repeat("d", 600), "x")), `longer than 512 bytes`},
	"course twice":       {courseOf(file("x", "x"), file("x", "y")), `the course has file "x" twice`},
}

func TestAHostileBundleIsRefused(t *testing.T) {
	data, _ := write(t)
	entries := unpack(t, decompress(t, data))
	testkit.Equal(t, len(entries), 15)
	for name, test := range hostile {
		t.Run(name, func(t *testing.T) {
			refused(t, compress(pack(test.change(entries)...)), test.want)
		})
	}
}

func refused(t *testing.T, data, want string) {
	t.Helper()
	_, err := bundle.Read(t.Context(), "x.tar.zst", strings.NewReader(data), nil, ignore)
	if !errors.As(err, new(*bundle.InvalidError)) || !strings.Contains(err.Error(), want) {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestWhatIsNoWholeZstdFileIsRefused(t *testing.T) {
	data, _ := write(t)
	unpacked := decompress(t, data)
	for name, test := range map[string]struct{ data, want string }{
		"empty":                {"", `it ends before file "oci-layout"`},
		"no zstd":              {unpacked, "it is not a labs bundle, or the file is damaged"},
		"gzip":                 {gzipped(unpacked), "it is not a labs bundle, or the file is damaged"},
		"no tar":               {compress(strings.Repeat("no tar ", 1000)), "it does not contain a tar archive"},
		"garbage at the end":   {data + "garbage", "it is not a labs bundle, or the file is damaged"},
		"packed at the end":    {data + compress("garbage"), "unexpected data after the end of the archive"},
		"zeros at the end":     {data + compress(strings.Repeat("\x00", 1<<20)), "unexpected data after the end of the archive"},
		"a byte is another":    {data[:len(data)/2] + string(data[len(data)/2]^1) + data[len(data)/2+1:], ""},
		"cut in the last byte": {data[:len(data)-1], "it is incomplete"},
		"cut in a layer":       {compress(unpacked[:len(unpacked)-4096]), "it is incomplete"},
		"a wide window":        {"\x28\xb5\x2f\xfd\x00\xf8\x00\x00", "unpacking it needs more than 32 MiB of memory"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, test.data, test.want) })
	}
	for i := range len(data) - 1 {
		if _, err := bundle.Read(t.Context(), "x", strings.NewReader(data[:i]), nil, ignore); err == nil {
			t.Errorf("the first %d bytes of %d are taken", i, len(data))
		}
	}
}

func TestTarMayFillItsLastRecord(t *testing.T) {
	data, _ := write(t)
	_, err := bundle.Read(t.Context(), "x", strings.NewReader(compress(decompress(t, data)+strings.Repeat("\x00", 9000))), nil, ignore)
	testkit.Must(t, err)
}

func TestNamesThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		"alpine": "alpine:latest", "docker.io/library/alpine:3": "alpine:3", "localhost:5000/a:v1": "localhost:5000/a:v1",
		"a:v1@sha256:" + sum(""): "a:v1", "A": "", "a b": "", "a\n": "", "": "", "../a": "", "a:": "", strings.Repeat("a", 500): "",
	} {
		got, err := bundle.Name(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
}
