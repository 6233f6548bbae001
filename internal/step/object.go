package step

import (
	"context"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
)

// waitLimit is how long an object may take where the lab sets no limit.
const waitLimit = time.Minute

type remove struct {
	*Scope
	lab.Delete
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
	ctx, cancel := context.WithTimeout(ctx, waitLimit)
	defer cancel()
	err := r.Cluster.Delete(ctx, kube.Object{Reference: r.Object, Namespace: r.namespace()}, grace)
	if err != nil {
		return lab.Output{}, i18n.Errorf("delete %s: %w", r.Object, err)
	}
	return lab.Output{Text: r.Object + " deleted\n"}, nil
}

type wait struct {
	*Scope
	lab.Wait
}

func (w *wait) limit() time.Duration { return w.Timeout.Or(waitLimit) }

func (w *wait) Command() string {
	return shell.Words("kubectl", "wait", w.Object, "--for=condition="+w.Condition, "--timeout="+w.limit().String())
}

func (w *wait) Run(ctx context.Context) (lab.Output, error) {
	ctx, cancel := context.WithTimeout(ctx, w.limit())
	defer cancel()
	err := w.Cluster.WaitFor(ctx, kube.Object{Reference: w.Object, Namespace: w.namespace()}, w.Condition)
	if err != nil {
		return lab.Output{}, i18n.Errorf("wait %s: %w", w.limit(), err)
	}
	return lab.Output{Text: w.Object + " condition met\n"}, nil
}
