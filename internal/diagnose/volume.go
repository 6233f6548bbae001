package diagnose

import (
	"path"
	"regexp"
	"strings"

	corev1 "k8s.io/api/core/v1"
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

// items gives the files that a volume has from the Downward API. The one
// with the ServiceAccount's token is Kubernetes' own.
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

func (m *mounted) paths() []string {
	var paths []string
	for _, i := range m.items {
		paths = append(paths, i.name)
	}
	return paths
}

func (m *mounted) item(name string) *source {
	for i := range m.items {
		if m.items[i].name == name {
			return &m.items[i]
		}
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
