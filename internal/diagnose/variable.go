package diagnose

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
)

var (
	assignment = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]*)=(.*)$`)
	showsAll   = regexp.MustCompile(`(^|[\s;&|/])(env|printenv|export|set)([\s;&|]|$)`)
	showsOne   = regexp.MustCompile(`(?:printenv +|echo +"?\$\{?)([A-Za-z_][A-Za-z0-9_]*)\}?"?\s*$`)
)

// variable tells of an environment variable that is missing, or has another value than the check demands.
func variable(ctx context.Context, s *scene) []i18n.Message {
	name, want, ok := s.wantedVariable()
	c := s.container()
	if !ok || c == nil || !s.answered() {
		return nil
	}
	if i := slices.IndexFunc(c.Env, func(v corev1.EnvVar) bool { return v.Name == name }); i >= 0 {
		return s.otherValue(ctx, c, c.Env[i], want)
	}
	if len(c.EnvFrom) > 0 || strings.Contains("\n"+s.Output.Text, "\n"+name+"=") {
		return nil // the image, a Service or a ConfigMap gives it
	}
	return messages(s.noVariable(c, name))
}

// answered says whether the command printed what it should, if not what the check looks for.
func (s *scene) answered() bool {
	var mismatch *check.Mismatch
	return errors.As(s.Err, &mismatch) && (s.Output.ExitCode == 0 || s.Output.Stderr == "")
}

// wantedVariable gives the variable that the check demands, if it does.
func (s *scene) wantedVariable() (name, value string, ok bool) {
	if s.Check == nil {
		return "", "", false
	}
	if m := assignment.FindStringSubmatch(s.Check.Line); m != nil && showsAll.MatchString(s.script()) {
		return m[1], m[2], true
	}
	if m := showsOne.FindStringSubmatch(s.script()); m != nil && s.wholeOutput() != "" {
		return m[1], s.wholeOutput(), true
	}
	return "", "", false
}

// wholeOutput is the one line that the check demands.
func (s *scene) wholeOutput() string {
	if s.Check == nil {
		return ""
	}
	if s.Check.Equals != nil {
		return strings.TrimSpace(*s.Check.Equals)
	}
	return s.Check.Line
}

func (s *scene) noVariable(c *corev1.Container, name string) i18n.Message {
	pod := reference(s.pod)
	named := func(v corev1.EnvVar) bool { return v.Name == name }
	for _, other := range s.pod.Spec.Containers {
		if other.Name != c.Name && slices.ContainsFunc(other.Env, named) {
			return i18n.Text("variable %s is in container %s of %s, but the check looks in %s: declare it there, then delete the Pod and create it again", name, other.Name, pod, c.Name)
		}
	}
	names := each(c.Env, func(v corev1.EnvVar) string { return v.Name })
	if nearest := slip(name, names); nearest != "" {
		return i18n.Text("container %s of %s has no environment variable %s; the closest match is %s: rename it, delete the Pod and create it again", c.Name, pod, name, nearest)
	}
	return i18n.Text("container %s of %s has no environment variable %s: add it to the container's env, delete the Pod and create it again", c.Name, pod, name)
}

func (s *scene) otherValue(ctx context.Context, c *corev1.Container, v corev1.EnvVar, want string) []i18n.Message {
	if v.ValueFrom == nil {
		if text := dependent(c, v); !text.IsZero() {
			return messages(text)
		}
		if v.Value == want {
			return nil
		}
		if field := fieldWith(s.pod, want); field != "" && !s.Task {
			return messages(i18n.Text("%s has the fixed value %q; %s is the value of fieldPath %s: use valueFrom with that fieldPath", v.Name, short(v.Value), short(want), field))
		}
		return messages(i18n.Text("%s has the fixed value %q in the manifest of %s", v.Name, short(v.Value), reference(s.pod)))
	}
	if key := keyOf(v.ValueFrom); key.name != "" {
		return s.otherKey(ctx, v.Name, key, want)
	}
	return s.otherSource(ctx, c, source{v.Name, v.ValueFrom.FieldRef, v.ValueFrom.ResourceFieldRef}, want, true)
}
