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

// file tells of a file of a volume with another text than the check demands.
func file(ctx context.Context, s *scene) []i18n.Message {
	c, want := s.container(), s.wholeOutput()
	if c == nil || want == "" || !s.answered() {
		return nil
	}
	for _, m := range mounts(s.pod, c) {
		if item, text, ok := m.demanded(s.script(), want); ok {
			return s.otherSource(ctx, c, source{m.file(item.name), item.field, item.resource}, text, false)
		}
	}
	return nil
}

// demanded gives the item of a line "item: text", or of a file that the script names, and its text.
func (m *mounted) demanded(script, want string) (*source, string, bool) {
	if name, text, ok := strings.Cut(want, ": "); ok && m.item(name) != nil {
		return m.item(name), text, true
	}
	for _, file := range filesIn(script) {
		if name, ok := m.inside(file); ok && m.item(name) != nil && !isMap(m.item(name)) {
			return m.item(name), want, true
		}
	}
	return nil, "", false
}

// isMap says whether a file holds all labels or annotations.
func isMap(from *source) bool {
	return from.field != nil && (from.field.FieldPath == "metadata.labels" || from.field.FieldPath == "metadata.annotations")
}

var noFile = regexp.MustCompile(`(?:'([^'\n]+)'|([^\s:']+))(?: for reading)?: No such file or directory|can't cd to ([^\s:]+)`)

// missingFile tells what is where a command looked for a file.
func missingFile(_ context.Context, s *scene) []i18n.Message {
	m, c := noFile.FindStringSubmatch(s.Output.Stderr), s.container()
	if m == nil || c == nil {
		return nil
	}
	wanted := m[1] + m[2] + m[3]
	if !path.IsAbs(wanted) {
		wanted = path.Join(folder(s.script()), wanted)
	}
	for _, mount := range mounts(s.pod, c) {
		if name, ok := mount.inside(wanted); ok {
			return messages(s.noItem(&mount, name))
		}
	}
	return s.noMount(c, wanted)
}

func (s *scene) noItem(m *mounted, name string) i18n.Message {
	pod := reference(s.pod)
	if nearest := slip(name, m.paths()); nearest != "" {
		return i18n.Text("volume %s of %s, mounted at %s, has no item with path %s; the closest is %s: correct it, then delete the Pod and create it again", m.volume, pod, m.at, name, nearest)
	}
	return i18n.Text("volume %s of %s, mounted at %s, has no item with path %s; it has %s: add the item, then delete the Pod and create it again", m.volume, pod, m.at, name, some(m.paths()))
}

// noMount tells where the container's volumes are, or which other container has the volume.
func (s *scene) noMount(c *corev1.Container, wanted string) []i18n.Message {
	pod := reference(s.pod)
	if other := s.elsewhere(c, wanted); other != "" {
		return messages(i18n.Text("%s is in container %s of %s, but the check looks in container %s: mount the volume there, delete the Pod and create it again", wanted, other, pod, c.Name))
	}
	if mountsOver(c, wanted) {
		return nil // a volume of another kind
	}
	at := each(mounts(s.pod, c), func(m mounted) string { return m.at })
	if len(at) == 0 {
		return messages(i18n.Text("container %s of %s has no volume mounted at %s, and no other Downward API volume: mount one, delete the Pod and create it again", c.Name, pod, path.Dir(wanted)))
	}
	return messages(i18n.Text("container %s of %s has no volume mounted at %s, only at %s: fix the mountPath, delete the Pod and create it again", c.Name, pod, path.Dir(wanted), some(at)))
}

// mountsOver says whether a file of a container is in a volume.
func mountsOver(c *corev1.Container, file string) bool {
	return slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool {
		return file == m.MountPath || strings.HasPrefix(file, strings.TrimSuffix(m.MountPath, "/")+"/")
	})
}

var lists = regexp.MustCompile(`(^|[\s;&|/])ls([\s;&|]|$)`)

// listing tells which items of a volume a check on a list of files, or on lines "item: text", misses.
func listing(_ context.Context, s *scene) []i18n.Message {
	c := s.container()
	if c == nil || s.Check == nil {
		return nil
	}
	for _, m := range mounts(s.pod, c) {
		if !m.named(s.script()) {
			continue
		}
		for _, name := range s.wantedItems(&m) {
			return messages(s.noItem(&m, name)) // the first is enough
		}
	}
	return nil
}

// named says whether a script looks at the mount.
func (m *mounted) named(script string) bool {
	return slices.ContainsFunc(filesIn(script), func(file string) bool {
		return path.Clean(file) == path.Clean(m.at)
	})
}

// wantedItems gives the names that the check demands and the volume has not.
func (s *scene) wantedItems(m *mounted) []string {
	wanted := strings.Split(s.wholeOutput(), "\n")
	if !lists.MatchString(s.script()) {
		name, _, ok := strings.Cut(s.wholeOutput(), ": ")
		if !ok || strings.ContainsAny(name, " \n") {
			return nil
		}
		wanted = []string{name}
	}
	return slices.DeleteFunc(wanted, func(name string) bool { return name == "" || m.item(strings.TrimSpace(name)) != nil })
}
