package step

import (
	"context"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/shell"
)

type remove struct {
	*Scope
	lab.Delete
	// within says that it deletes what is the lab's alone.
	within bool
}

func (r *remove) Command() string {
	command := shell.Words("kubectl", "delete", r.Object)
	if r.Now {
		command += " --now"
	}
	return command
}

func (r *remove) Run(ctx context.Context) (lab.Output, error) {
	grace := int64(-1)
	if r.Now {
		grace = kube.Now
	}
	var err error
	if r.within {
		err = r.Cluster.Mine(ctx, r.namespace(), r.Object)
	}
	if err == nil {
		err = r.Cluster.Delete(ctx, kube.Object{Reference: r.Object, Namespace: r.namespace()}, grace)
	}
	if err != nil {
		return lab.Output{}, i18n.Errorf("delete %s: %w", r.Object, err)
	}
	return lab.Output{Text: r.Object + " deleted\n"}, nil
}

type wait struct {
	*Scope
	lab.Wait
	limit limit.Time
}

// Command is kubectl wait, or what of kubectl waits for such a thing.
func (w *wait) Command() string {
	timeout := "--timeout=" + w.limit.Usual().String()
	switch {
	case w.Rollout:
		return shell.Words("kubectl", "rollout", "status", w.Object, timeout)
	case w.Deleted:
		return shell.Words("kubectl", "wait", w.Object, "--for=delete", timeout)
	case w.Log != "":
		args := []string{"kubectl", "logs", "--follow", w.Object}
		if w.Container != "" {
			args = append(args, "--container="+w.Container)
		}
		return shell.Words(args...) + " | " + shell.Words("grep", "--max-count=1", "--extended-regexp", w.Log)
	case w.JSONPath != "":
		return shell.Words("kubectl", "wait", w.Object, "--for=jsonpath="+w.For(), timeout)
	}
	return shell.Words("kubectl", "wait", w.Object, "--for=condition="+w.Condition, timeout)
}

func (w *wait) Run(ctx context.Context) (lab.Output, error) {
	if err := w.Cluster.WaitFor(ctx, kube.Object{Reference: w.Object, Namespace: w.namespace()}, w.Wait); err != nil {
		return lab.Output{}, err
	}
	return lab.Output{Text: w.Object + " condition met\n"}, nil
}
