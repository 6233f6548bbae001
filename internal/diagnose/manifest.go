package diagnose

import (
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/kube"
)

// What is read of the learner's folder at most.
const (
	mostFiles     = 20
	mostObjects   = 50
	largestInByte = 64 << 10
)

// manifest is a file of the learner's.
type manifest struct {
	file    string
	text    string
	objects []*unstructured.Unstructured
	// err is why it is no manifest.
	err error
}

// manifests reads the learner's files for the lab.
func (s *scene) manifests() []manifest {
	if s.Work == nil {
		return nil
	}
	folder := s.Work(s.Lab)
	if folder == nil {
		return nil
	}
	var found []manifest
	_ = fs.WalkDir(folder, ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case len(found) == mostFiles:
			return fs.SkipAll
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && file != ".", entry.IsDir() && strings.Count(file, "/") > 1:
			return fs.SkipDir
		case entry.Type().IsRegular() && slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(file)):
			found = append(found, readManifest(folder, file)...)
		}
		return nil
	})
	return found
}

// readManifest gives the manifest, or nothing for a file that is too large or unreadable.
func readManifest(folder fs.FS, file string) []manifest {
	f, err := folder.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largestInByte+1))
	if err != nil || len(data) > largestInByte {
		return nil
	}
	m := manifest{file: file, text: string(data)}
	m.objects, m.err = kube.Decode(data)
	m.objects = m.objects[:min(len(m.objects), mostObjects)]
	return []manifest{m}
}
