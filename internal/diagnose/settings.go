package diagnose

import (
	"context"
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
)

// key is an entry of a ConfigMap or a Secret.
type key struct{ kind, name, key string }

// keyOf gives the entry that a variable takes its value from, if it does.
func keyOf(from *corev1.EnvVarSource) key {
	switch {
	case from.ConfigMapKeyRef != nil:
		return key{"ConfigMap", from.ConfigMapKeyRef.Name, from.ConfigMapKeyRef.Key}
	case from.SecretKeyRef != nil:
		return key{"Secret", from.SecretKeyRef.Name, from.SecretKeyRef.Key}
	}
	return key{}
}

// value reads an entry; that of a Secret is not shown to anybody.
func (s *scene) value(ctx context.Context, k key) (text string, ok bool) {
	if k.kind != "ConfigMap" {
		return "", false
	}
	found := get[corev1.ConfigMap](ctx, s.Cluster, "configmap/"+k.name, s.pod.Namespace)
	if found == nil {
		return "", false
	}
	text, ok = found.Data[k.key]
	return text, ok
}

// otherKey says why a variable of a ConfigMap has another value than the wanted one.
func (s *scene) otherKey(ctx context.Context, variable string, k key, want string) []i18n.Message {
	switch value, ok := s.value(ctx, k); {
	case !ok:
		return nil
	case value == want:
		return messages(i18n.Text("%s comes from key %s of %s %s, which is now %q, but a container gets its environment variables only when it starts: delete the Pod and create it again", variable, k.key, k.kind, k.name, short(value)))
	default:
		return messages(i18n.Text("%s comes from key %s of %s %s, whose value is %q", variable, k.key, k.kind, k.name, short(value)))
	}
}

// kept tells of a file of a ConfigMap with another text than a check demands.
func kept(ctx context.Context, s *scene) []i18n.Message {
	c, want := s.container(), s.wholeOutput()
	if c == nil || want == "" || !s.answered() {
		return nil
	}
	for _, m := range c.VolumeMounts {
		for _, file := range filesIn(s.script()) {
			if k := s.keyAt(m, path.Clean(file)); k.name != "" {
				return s.otherText(ctx, k, file, m.SubPath != "", want)
			}
		}
	}
	return nil
}

// keyAt gives the entry whose text a file of a mount has, if it is of a ConfigMap.
func (s *scene) keyAt(m corev1.VolumeMount, file string) key {
	at := slices.IndexFunc(s.pod.Spec.Volumes, func(v corev1.Volume) bool { return v.Name == m.Name })
	if at < 0 || s.pod.Spec.Volumes[at].ConfigMap == nil {
		return key{}
	}
	from := s.pod.Spec.Volumes[at].ConfigMap
	name, below := strings.CutPrefix(file, strings.TrimSuffix(m.MountPath, "/")+"/")
	if m.SubPath != "" && file == path.Clean(m.MountPath) {
		name, below = m.SubPath, true
	}
	if !below {
		return key{}
	}
	for _, item := range from.Items {
		if item.Path == name {
			name = item.Key
		}
	}
	return key{"ConfigMap", from.Name, name}
}

func (s *scene) otherText(ctx context.Context, k key, file string, subPath bool, want string) []i18n.Message {
	value, ok := s.value(ctx, k)
	switch has := strings.Contains(value, want); {
	case !ok:
		return nil
	case has && subPath:
		return messages(i18n.Text("key %s of %s %s has this text by now, but file %s is mounted with subPath and does not receive updates", k.key, k.kind, k.name, file))
	case has:
		return messages(i18n.Text("key %s of %s %s has this text by now, but file %s does not have it yet: wait, the kubelet updates the file within about a minute", k.key, k.kind, k.name, file))
	}
	return messages(i18n.Text("file %s takes its content from key %s of %s %s, which is %q", file, k.key, k.kind, k.name, short(value)))
}
