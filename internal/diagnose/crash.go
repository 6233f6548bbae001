package diagnose

import (
	"cmp"
	"context"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"labs.local/labs/internal/i18n"
)

// How many lines of a log a diagnosis shows, and the most that it reads.
const (
	logShown     = 3
	logRead      = 20
	logReadBytes = 16 << 10
)

// killed is the exit code of what SIGKILL ended: 128 + 9.
const killed = 137

// crashed tells of containers that ended, and what they said last.
func crashed(ctx context.Context, s *scene) []i18n.Message {
	var found []i18n.Message
	for _, status := range statuses(s.pod) {
		if end := lastEnd(status); end != nil && !(end.ExitCode == 0 && completes(s.pod, status)) {
			found = append(found, s.crash(ctx, status, end))
		}
	}
	return found
}

// lastEnd says how a container ended that does not run, or is restarted again and again.
func lastEnd(status corev1.ContainerStatus) *corev1.ContainerStateTerminated {
	switch {
	case status.State.Terminated != nil:
		return status.State.Terminated
	case status.Ready:
		return nil
	}
	return status.LastTerminationState.Terminated
}

// completes says whether the container is one that may end well.
func completes(pod *corev1.Pod, status corev1.ContainerStatus) bool {
	return pod.Spec.RestartPolicy != corev1.RestartPolicyAlways ||
		slices.ContainsFunc(pod.Spec.InitContainers, func(c corev1.Container) bool { return c.Name == status.Name })
}

func (s *scene) crash(ctx context.Context, status corev1.ContainerStatus, end *corev1.ContainerStateTerminated) i18n.Message {
	pod := reference(s.pod)
	switch {
	case end.Reason == "OOMKilled":
		return i18n.Text("container %s of %s was killed (OOMKilled) because it used more than its memory limit (%s): raise limits.memory, then delete the Pod and create it again", status.Name, pod, memoryLimit(s.pod, status.Name))
	case end.ExitCode == killed && memoryLimit(s.pod, status.Name) != "0":
		// A busy node may miss that it was for want of memory.
		return i18n.Text("container %s of %s was killed (exit code %d), most likely because it used more than its memory limit (%s): raise limits.memory, then delete the Pod and create it again", status.Name, pod, killed, memoryLimit(s.pod, status.Name))
	case end.Reason == "StartError" || end.Reason == "ContainerCannotRun":
		fault := startFault(end.Message)
		if strings.HasPrefix(fault, "exec") { // runc's words for a program that cannot be run
			return i18n.Text("container %s of %s cannot start: %s: fix its command, delete the Pod and create it again", status.Name, pod, fault)
		}
		return i18n.Text("container %s of %s cannot start: %s", status.Name, pod, fault)
	case end.ExitCode == 0:
		return i18n.Text("container %s of %s exits immediately with code 0 and keeps restarting: give it a command that keeps running", status.Name, pod)
	}
	if log := s.lastWords(ctx, status); log != "" {
		return i18n.Text("container %s of %s exited with code %d (%s); its log ends with:\n  %s", status.Name, pod, end.ExitCode, end.Reason, log)
	}
	return i18n.Text("container %s of %s exited with code %d (%s); its log is empty", status.Name, pod, end.ExitCode, end.Reason)
}

// lastWords looks at both logs: a container may have been restarted since its status was read.
func (s *scene) lastWords(ctx context.Context, status corev1.ContainerStatus) string {
	previous := status.State.Terminated == nil
	return cmp.Or(s.logEnd(ctx, status.Name, previous), s.logEnd(ctx, status.Name, !previous))
}

func memoryLimit(pod *corev1.Pod, container string) string {
	if c := containerOf(pod, container); c != nil {
		return c.Resources.Limits.Memory().String()
	}
	return "0"
}

func (s *scene) logEnd(ctx context.Context, container string, previous bool) string {
	log, err := s.Cluster.Logs(ctx, s.pod.Namespace, s.pod.Name, container, previous, logRead, logReadBytes)
	if err != nil {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(log), "\n")
	lines = lines[max(0, len(lines)-logShown):]
	for i := range lines {
		lines[i] = short(lines[i])
	}
	return strings.Join(lines, "\n  ")
}

// startFault gives the end of a container runtime's error: the rest is where it came from.
func startFault(message string) string {
	if i := strings.LastIndex(message, "process: "); i >= 0 {
		message = message[i+len("process: "):]
	}
	return short(strings.TrimSuffix(strings.TrimSpace(message), ": unknown"))
}

// stuck tells of containers that cannot be created, for example without their ConfigMap.
func stuck(_ context.Context, s *scene) []i18n.Message {
	var found []i18n.Message
	for _, status := range statuses(s.pod) {
		switch waiting := status.State.Waiting; {
		case waiting == nil || status.LastTerminationState.Terminated != nil:
		case strings.HasPrefix(waiting.Reason, "Create") || waiting.Reason == "RunContainerError":
			found = append(found, i18n.Text("container %s of %s cannot start (%s): %s", status.Name, reference(s.pod), waiting.Reason, startFault(waiting.Message)))
		}
	}
	return found
}
