// Package diagnose says why a check or an operation failed: from the state of
// the cluster, in sentences that name the object, what is so and what to do.
package diagnose

import (
	"context"
	"errors"
	"io/fs"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
)

// most is how many causes a diagnosis tells.
const most = 3

// Failure is what went wrong.
type Failure struct {
	// Lab and Namespace are the lab's name and where it runs.
	Lab, Namespace string
	// Task says that it is for the learner to find out what to do: a cause is named,
	// and what would remove it is not.
	Task bool
	// Check is the one that failed, with the values in place; nil for an operation.
	Check *lab.Check
	// Operation, with the values in place, is the one that failed, or the one
	// whose output a check without a source of its own looked at.
	Operation *lab.Operation
	// Output is what was seen last.
	Output lab.Output
	Err    error
}

// Cluster is what a diagnosis asks of the cluster; all of it only reads.
type Cluster interface {
	Get(ctx context.Context, object kube.Object) (*unstructured.Unstructured, error)
	// List gives the objects of a kind in a namespace, or in all of them.
	List(ctx context.Context, kind, namespace string) ([]unstructured.Unstructured, error)
	// Logs gives the last lines that a container printed, or the one before it.
	Logs(ctx context.Context, namespace, pod, container string, previous bool, lines, bytes int64) (string, error)
	Exec(ctx context.Context, namespace, pod, container string, command []string) (lab.Output, error)
	// DryRun gives what applying an object would make of it.
	DryRun(ctx context.Context, namespace string, object *unstructured.Unstructured) (*unstructured.Unstructured, error)
	// Allowed says whether a user may do something, and why.
	Allowed(ctx context.Context, access kube.Access) (allowed bool, reason string, err error)
	// Access is what a check asks about.
	Access(ctx context.Context, namespace string, of *lab.Can) (kube.Access, error)
	// UnknownField gives the first field of a path that the kind of an object does not
	// have, with those that there are in its place, or "".
	UnknownField(object *unstructured.Unstructured, path []string) (field string, fields []string)
	// Pods gives the names of Pods with some labels, those that are ready first.
	Pods(ctx context.Context, namespace string, of *lab.Objects) ([]string, error)
}

// Diagnoser explains failures.
type Diagnoser struct {
	Cluster Cluster
	// Work gives the folder with the manifests that the learner wrote for a
	// lab. It may be nil, and give nil. What lies there is not trusted: few
	// files are read, and only small ones.
	Work func(lab string) fs.FS
	// Machine is what the cluster runs on.
	Machine *limit.Machine
	// Images are the names of those that labs brings to the nodes, which report what
	// they have only now and then.
	Images []string
}

// finder looks for one kind of cause.
type finder func(context.Context, *scene) []i18n.Message

// cause is one kind of cause, and what it is read from.
type cause struct {
	find finder
	from origin
}

// ofPod is a cause that only a failure with a Pod has.
func ofPod(find finder) finder { return where(func(s *scene) bool { return s.pod != nil }, find) }

// ofState is a cause in how the object is, which says nothing where a check is about
// what is written in the object.
func ofState(find finder) finder { return where((*scene).aboutState, find) }

func where(holds func(*scene) bool, find finder) finder {
	return func(ctx context.Context, s *scene) []i18n.Message {
		if !holds(s) {
			return nil
		}
		return find(ctx, s)
	}
}

// causes are tried in this order; rows after one that tells something could only say the same less well.
func causes() [][]cause {
	return [][]cause{
		{{rejected, theAnswer}, {noField, theSchema}},
		{{misplaced, theObjects}, {work, theFiles}},
		{{ofState(ofPod(failedPod)), theStatus}, {ofPod(endedPod), theStatus}, {ofState(ofPod(unhealthy)), theEvents}, {leaving, theFields}},
		{
			{missing, theObjects}, {wrongContainer, theSpec}, {noProgram, theRuntime},
			{ofState(ofPod(unknownImage)), theNodes}, {ofState(ofPod(crashed)), theLog}, {ofState(ofPod(stuck)), theStatus},
			{ofState(ofPod(unmounted)), theEvents}, {ofState(ofPod(unschedulable)), theNodes}, {ofState(ofPod(ending)), theFields},
			{ofState(notCreated), theMakers}, {ofState(halted), theSpec}, {unmatched, theObjects},
			{variable, theSpec}, {literal, theSpec}, {file, theSpec}, {kept, theSettings}, {stale, theSpec}, {missingFile, theSpec}, {listing, theSpec},
			{forbidden, theRights}, {allowed, theRights}, {rights, theRights},
			{certificate, theOutput}, {unresolved, theServices}, {refused, theSockets}, {open, theSockets}, {unenforced, thePolicies},
			{ofState(ofPod(unready)), theEvents}, {tree, theFields},
		},
		{{ofState(unknown), theEvents}},
	}
}

// Explain gives the causes that it finds, the most telling one first, each with what it
// was read from on a line of its own. What goes wrong meanwhile is no fault of the
// learner and is not reported.
func (d *Diagnoser) Explain(ctx context.Context, f Failure) []i18n.Message {
	if errors.Is(f.Err, context.Canceled) {
		return nil
	}
	ctx, cancel := limit.With(ctx, d.Machine.Time(limit.Diagnosis))
	defer cancel()
	s := d.look(ctx, f)
	var found []i18n.Message
	for _, row := range causes() {
		for _, c := range row {
			if len(found) < most && ctx.Err() == nil {
				found = append(found, c.explain(ctx, s)...)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return found[:min(len(found), most)]
}

// explain gives the sentences of a cause, the last one with what they were read from.
func (c cause) explain(ctx context.Context, s *scene) []i18n.Message {
	found := c.find(ctx, s)
	found = found[:min(len(found), most)]
	if last := len(found) - 1; last >= 0 {
		found[last] = i18n.Text("%v\n(from: %v)", found[last], c.from(s))
	}
	return found
}
