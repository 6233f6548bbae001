// Package step carries out the operations of a lab, one file a kind.
package step

import (
	"context"
	"io/fs"

	"k8s.io/apimachinery/pkg/types"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/trust"
)

// Operation is one thing that a step does. Its values are put in once: what it
// shows, what it runs and what explains its failure are the same.
type Operation struct {
	// Expanded is the operation with the values in place.
	Expanded lab.Operation

	action action
	limit  limit.Time
}

// action is how an operation of one kind is shown and carried out.
type action interface {
	// Command is the line that a person would type for it.
	Command() string
	Run(ctx context.Context) (lab.Output, error)
}

// Cluster is what operations ask of the cluster.
type Cluster interface {
	Apply(ctx context.Context, namespace string, manifest []byte) ([]string, error)
	Adopt(ctx context.Context, namespace, reference string) error
	Mine(ctx context.Context, namespace, reference string) error
	Delete(ctx context.Context, object kube.Object, graceSeconds int64) error
	Patch(ctx context.Context, object kube.Object, kind types.PatchType, patch []byte) error
	WaitFor(ctx context.Context, object kube.Object, wait lab.Wait) error
	// Pods gives the names of at least one Pod, those that are ready first.
	Pods(ctx context.Context, namespace string, of *lab.Objects) ([]string, error)
	Log(ctx context.Context, namespace string, of lab.Logs) (lab.Output, error)
	Exec(ctx context.Context, namespace, pod, container string, command []string) (lab.Output, error)
	Request(ctx context.Context, request *lab.HTTP, within *kube.Reach) (lab.Output, error)
	StartProxy(port int, namespace string) (*kube.Proxy, error)
}

// Images is what operations ask of the engine.
type Images interface {
	// Build builds images/NAME of a course's files.
	Build(ctx context.Context, files fs.FS, name string) (id string, err error)
	Load(ctx context.Context, name string) (nodes []string, err error)
}

// Host is what operations use on the machine that labs runs on.
type Host struct {
	// Labs is the path of this program, which answers as kubectl too.
	Labs string
	// Cluster is the name of the cluster, Kubeconfig the path of its kubeconfig, CAFile that
	// of the certificate of its authority.
	Cluster, Kubeconfig, CAFile string
	// Engine is the name of the container engine.
	Engine func() string
}

// Scope is what the operations of one lab share while it runs.
type Scope struct {
	Cluster Cluster
	Images  Images
	Course  *lab.Course
	Lab     *lab.Lab
	// Values grow as the lab goes on; "namespace" is always there.
	Values lab.Values
	Host   Host
	// Limits are what operations are bounded by in time.
	Limits limit.Limits
	// Notice tells the learner what the lesson could not foresee.
	Notice func(text i18n.Message)

	proxy *kube.Proxy
}

func (s *Scope) namespace() string { return s.Values["namespace"] }

// New makes the operation that a lab describes, with the values in place. It
// ends at its limit.
func (s *Scope) New(written lab.Operation) (*Operation, error) {
	o, err := s.expand(written)
	if err != nil {
		return nil, err
	}
	action, err := s.action(o, written)
	if err != nil {
		return nil, err
	}
	return &Operation{o, action, s.limit(o)}, nil
}

// action makes that of an operation, of which it is given too how the lab has it
// written.
func (s *Scope) action(o, written lab.Operation) (action, error) {
	switch {
	case o.Apply != "":
		return &apply{s, o.Apply}, nil
	case o.Delete != nil:
		return &remove{s, *o.Delete, s.within(written)}, nil
	case o.Patch != nil:
		return &patch{s, *o.Patch, s.within(written)}, nil
	case o.Wait != nil:
		return &wait{s, *o.Wait, s.limit(o)}, nil
	case o.Exec != nil:
		return &execute{s, *o.Exec}, nil
	case o.Logs != nil:
		return &logs{s, *o.Logs}, nil
	case len(o.Kubectl) > 0:
		return &kubectl{s, o.Kubectl, s.within(written)}, nil
	case o.Shell != "":
		return &script{s, o.Shell}, nil
	case o.HTTP != nil:
		return &request{s, *o.HTTP, trust.OfCluster(written.HTTP)}, nil
	case o.Build != "":
		return &build{s, o.Build}, nil
	case o.Load != "":
		return &load{s, o.Load}, nil
	case o.Proxy != nil && o.Proxy.Stop:
		return &stopProxy{s}, nil
	case o.Proxy != nil:
		return &startProxy{s, *o.Proxy}, nil
	}
	return nil, i18n.Errorf("the operation has no type")
}

// Close ends what the operations left running.
func (s *Scope) Close() error {
	if s.proxy == nil {
		return nil
	}
	err := s.proxy.Close()
	s.proxy = nil
	return err
}
