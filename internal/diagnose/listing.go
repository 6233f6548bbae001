package diagnose

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

var lists = regexp.MustCompile(`(^|[\s;&|/])ls([\s;&|]|$)`)

// listing tells which items of a volume a check on its list of files misses,
// or one on the lines "item: text".
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
