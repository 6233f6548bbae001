package diagnose

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
)

// mounted is a volume of the Downward API as a container sees it.
type mounted struct {
	volume, at string
	// subPath says that it is mounted so, and thus never refreshed.
	subPath string
	items   []source
}

// mounts gives the container's mounts of the Downward API.
func mounts(pod *corev1.Pod, c *corev1.Container) []mounted {
	var all []mounted
	for _, m := range c.VolumeMounts {
		for _, v := range pod.Spec.Volumes {
			if items := items(&v); v.Name == m.Name && items != nil {
				all = append(all, mounted{v.Name, m.MountPath, m.SubPath, items})
			}
		}
	}
	return all
}

// items gives the Downward API's files of a volume, but not those of the ServiceAccount's token.
func items(v *corev1.Volume) []source {
	var files []corev1.DownwardAPIVolumeFile
	switch {
	case v.DownwardAPI != nil:
		files = v.DownwardAPI.Items
	case v.Projected != nil && !strings.HasPrefix(v.Name, "kube-api-access-"):
		for _, from := range v.Projected.Sources {
			if from.DownwardAPI != nil {
				files = append(files, from.DownwardAPI.Items...)
			}
		}
	}
	var sources []source
	for _, f := range files {
		sources = append(sources, source{f.Path, f.FieldRef, f.ResourceFieldRef})
	}
	return sources
}

func (m *mounted) paths() []string { return each(m.items, func(i source) string { return i.name }) }

func (m *mounted) item(name string) *source {
	if i := slices.IndexFunc(m.items, func(item source) bool { return item.name == name }); i >= 0 {
		return &m.items[i]
	}
	return nil
}

// file gives the path of an item in the container.
func (m *mounted) file(name string) string {
	if m.subPath != "" {
		return m.at
	}
	return path.Join(m.at, name)
}

// inside gives the part of a file's path below the mount.
func (m *mounted) inside(file string) (name string, ok bool) {
	if m.subPath != "" {
		return m.subPath, path.Clean(file) == path.Clean(m.at)
	}
	return strings.CutPrefix(path.Clean(file), path.Clean(m.at)+"/")
}

var (
	absolute = regexp.MustCompile(`/[^\s"'();&|<>$*]+`)
	changed  = regexp.MustCompile(`\bcd +["']?(/[^\s"';&|]+)`)
)

// files gives the paths that a script names.
func filesIn(script string) []string { return absolute.FindAllString(script, -1) }

// folder is where a script goes by cd.
func folder(script string) string {
	if m := changed.FindStringSubmatch(script); m != nil {
		return m[1]
	}
	return "/"
}

// stale tells of a file that is behind the live labels or annotations, or of an object without them.
func stale(_ context.Context, s *scene) []i18n.Message {
	c := s.container()
	if c == nil || s.wholeOutput() == "" || !s.answered() {
		return nil
	}
	for _, m := range mounts(s.pod, c) {
		for _, item := range m.items {
			if isMap(&item) && m.read(s.script(), item.name) {
				return s.behind(&m, item)
			}
		}
	}
	return nil
}

// read says whether a script reads a file of the mount.
func (m *mounted) read(script, name string) bool {
	return slices.ContainsFunc(filesIn(script), func(file string) bool {
		inside, ok := m.inside(file)
		return ok && inside == name
	})
}

func (s *scene) behind(m *mounted, from source) []i18n.Message {
	file := m.file(from.name)
	want, live := s.wholeOutput(), strings.Split(fieldValue(s.pod, from.field.FieldPath), "\n")
	for _, line := range live {
		switch {
		case line == "" || !strings.HasSuffix(want, line):
		case strings.Contains("\n"+s.Output.Text, "\n"+line+"\n") || strings.HasSuffix("\n"+s.Output.Text, "\n"+line):
			return nil
		case m.subPath != "":
			return messages(i18n.Text("%s already has %s, but file %s is mounted with subPath and does not receive updates: mount the complete volume", reference(s.pod), short(line), file))
		default:
			return messages(i18n.Text("%s already has %s, but file %s does not have it yet: wait, the kubelet updates the file within about a minute", reference(s.pod), short(line), file))
		}
	}
	return s.otherLine(file, want, live)
}

func (s *scene) otherLine(file, want string, live []string) []i18n.Message {
	key, _, ok := strings.Cut(want, "=")
	if !ok {
		return nil
	}
	for _, line := range live {
		if strings.HasPrefix(line, key+"=") {
			return messages(i18n.Text("file %s takes its content from %s, which has %s", file, reference(s.pod), short(line)))
		}
	}
	return messages(i18n.Text("file %s takes its content from %s, which has no key %s", file, reference(s.pod), key))
}
