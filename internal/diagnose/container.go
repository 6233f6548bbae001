package diagnose

import (
	"context"
	"regexp"

	"labs.local/labs/internal/i18n"
)

var noFileInPath = regexp.MustCompile(`exec: "([^"]+)": (?:executable file not found|stat )`)

// noProgram tells of a command that the container's image has not.
func noProgram(_ context.Context, s *scene) []i18n.Message {
	c := s.container()
	if c == nil || s.Err == nil {
		return nil
	}
	if m := noFileInPath.FindStringSubmatch(s.Err.Error()); m != nil {
		return messages(i18n.Text("image %s of container %s has no program %q: check the image and the name of the program", c.Image, c.Name, m[1]))
	}
	return nil
}

// wrongContainer tells of a command in a container that the Pod has not.
func wrongContainer(_ context.Context, s *scene) []i18n.Message {
	if s.pod == nil || s.exec == nil || s.exec.Container == "" || s.container() != nil {
		return nil
	}
	var names []string
	for _, c := range s.pod.Spec.Containers {
		names = append(names, c.Name)
	}
	if nearest := slip(s.exec.Container, names); nearest != "" {
		return messages(i18n.Text("%s has no container %q; the closest match is %q: rename the container, delete the Pod and create it again", reference(s.pod), s.exec.Container, nearest))
	}
	return messages(i18n.Text("%s has no container %q; it has %s", reference(s.pod), s.exec.Container, some(names)))
}
