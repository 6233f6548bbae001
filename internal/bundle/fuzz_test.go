package bundle_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"labs.local/labs/internal/bundle"
)

// FuzzRead reads any archive, once packed by the fuzzer and once by us. What
// is taken is what it says it is.
func FuzzRead(f *testing.F) {
	data, _ := write(f)
	entries := unpack(f, decompress(f, data))
	f.Add([]byte(decompress(f, data)), true)
	f.Add([]byte(data), false)
	for _, test := range hostile {
		if archive := pack(test.change(entries)...); len(archive) < 1<<20 {
			f.Add([]byte(archive), true)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, unpacked bool) {
		text := string(data)
		if unpacked {
			text = compress(text)
		}
		seen := map[string]bool{}
		contents, err := bundle.Read(t.Context(), "x", strings.NewReader(text), nil, func(d oci.Descriptor, blob io.Reader) error {
			content, err := io.ReadAll(blob)
			seen[string(d.Digest)] = sum(string(content)) == d.Digest.Encoded()
			return err
		})
		if err != nil {
			if !errors.As(err, new(*bundle.InvalidError)) {
				t.Errorf("%T: %v", err, err)
			}
			return
		}
		for _, image := range contents.Images {
			for _, d := range append(image.Layers, image.Config) {
				if !seen[string(d.Digest)] {
					t.Errorf("%s is not what %s says", d.Digest, image.Name)
				}
			}
		}
	})
}
