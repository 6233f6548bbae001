package diagnose

import (
	"context"
	"strings"

	"labs.local/labs/internal/i18n"
)

// stale tells of a file with labels or annotations that is behind the live
// object, or of an object that does not have what the check looks for.
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
	for _, file := range filesIn(script) {
		if inside, ok := m.inside(file); ok && inside == name {
			return true
		}
	}
	return false
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
