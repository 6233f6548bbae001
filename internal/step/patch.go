package step

import (
	"context"
	"encoding/json"

	"k8s.io/apimachinery/pkg/types"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
)

type patch struct {
	*Scope
	lab.Patch
	// within says that it changes what is the lab's alone.
	within bool
}

func (p *patch) Command() string {
	kind, text := p.body()
	return shell.Words("kubectl", "patch", p.Object, "--type="+kind, "--patch="+text)
}

// body gives the kind of the patch, as kubectl's --type has it, and its JSON.
func (p *patch) body() (kind, text string) {
	tree := any(p.JSON)
	switch kind = "json"; {
	case p.Merge != nil:
		kind, tree = "merge", p.Merge
	case p.Strategic != nil:
		kind, tree = "strategic", p.Strategic
	}
	data, _ := json.Marshal(tree) // it was read from JSON
	return kind, string(data)
}

var patchTypes = map[string]types.PatchType{"json": types.JSONPatchType, "merge": types.MergePatchType, "strategic": types.StrategicMergePatchType}

func (p *patch) Run(ctx context.Context) (lab.Output, error) {
	var err error
	if p.within {
		err = p.Cluster.Mine(ctx, p.namespace(), p.Object)
	}
	ctx, warnings := kube.WithWarnings(ctx)
	if err == nil {
		kind, text := p.body()
		err = p.Cluster.Patch(ctx, kube.Object{Reference: p.Object, Namespace: p.namespace()}, patchTypes[kind], []byte(text))
	}
	out := lab.Output{Stderr: warnings.String()}
	if err != nil {
		return out, i18n.Errorf("patch %s: %w", p.Object, err)
	}
	out.Text = p.Object + " patched\n"
	return out, nil
}
