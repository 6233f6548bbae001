package step

import (
	"context"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
)

type apply struct {
	*Scope
	manifest string
}

func (a *apply) Command() string {
	return shell.Words("kubectl", "apply", "--server-side", "--filename="+a.manifest)
}

// Run prints what kubectl does, the API server's warnings among it.
func (a *apply) Run(ctx context.Context) (lab.Output, error) {
	text, err := a.Course.Manifest(a.Lab, a.manifest)
	if err != nil {
		return lab.Output{}, i18n.Errorf("read manifest %q: %w", a.manifest, err)
	}
	expanded, err := a.Values.ExpandManifest(text)
	if err != nil {
		return lab.Output{}, i18n.Errorf("manifest %q: %w", a.manifest, err)
	}
	ctx, warnings := kube.WithWarnings(ctx)
	names, err := a.Cluster.Apply(ctx, a.namespace(), expanded)
	out := lab.Output{Stderr: warnings.String()}
	if err != nil {
		return out, i18n.Errorf("apply manifest %q: %w", a.manifest, err)
	}
	for _, name := range names {
		out.Text += name + " serverside-applied\n"
	}
	return out, nil
}
