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
		grace = 1
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

func (w *wait) Command() string {
	return shell.Words("kubectl", "wait", w.Object, "--for=condition="+w.Condition, "--timeout="+w.limit.Usual().String())
}

func (w *wait) Run(ctx context.Context) (lab.Output, error) {
	err := w.Cluster.WaitFor(ctx, kube.Object{Reference: w.Object, Namespace: w.namespace()}, w.Condition)
	if err != nil {
		return lab.Output{}, err
	}
	return lab.Output{Text: w.Object + " condition met\n"}, nil
}
