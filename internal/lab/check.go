package lab

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"labs.local/labs/internal/i18n"
)

// Check is a statement that has to hold before its deadline. It looks at the
// output of its own source, or, without one, of the step's last operation;
// every matcher that is set must agree.
type Check struct {
	// Exec is a source of output: a command in a container. A check has at most one source.
	Exec *Exec `json:"exec,omitempty"`
	// HTTP is a source of output: a request.
	HTTP *HTTP `json:"http,omitempty"`
	// Kubectl is a source of output: the arguments of the built-in kubectl.
	Kubectl []string `json:"kubectl,omitempty"`
	// Shell is a source of output: a script for sh, run on the learner's
	// machine. Exit code 0 passes, and its last line is the reason of any other.
	Shell string `json:"shell,omitempty"`
	// Logs is a source of output: the log of a container.
	Logs *Logs `json:"logs,omitempty"`
	// Object is KIND/NAME of a live object, whose JSON is the output.
	Object string `json:"object,omitempty"`
	// Absent is KIND/NAME of an object that must not be there.
	Absent string `json:"absent,omitempty"`
	// Objects are the live objects of a kind, whose list is the output: JSON
	// with the field items.
	Objects *Objects `json:"objects,omitempty"`
	// Can is something that somebody has to be allowed to do.
	Can *Can `json:"can,omitempty"`
	// Namespace is that of object, absent, objects or can, where it is not the
	// lab's.
	Namespace string `json:"namespace,omitempty"`

	// Line is a whole line of the output.
	Line string `json:"line,omitempty"`
	// Equals is the whole output, without the newline at its end.
	Equals *string `json:"equals,omitempty"`
	// Match is a regular expression (RE2) found in the output.
	Match string `json:"match,omitempty"`
	// Stderr is a regular expression (RE2) found in the standard error of a
	// command, or in the warnings of the API server.
	Stderr string `json:"stderr,omitempty"`
	// Tree is a part of the output read as JSON: every field of it must be
	// there with that value; of a list every element must be found.
	Tree any `json:"tree,omitempty"`
	// Lists says what else must be so of the lists of a tree: with "same" they
	// have no other elements, with "ordered" they have the same order too.
	Lists string `json:"lists,omitempty" jsonschema:"enum=contain,enum=same,enum=ordered,default=contain"`
	// CEL is an expression that must be true; it may use output,
	// stderr, json, items, exitCode, status and values.
	CEL string `json:"cel,omitempty"`
	// ExitCode is the command's; checks on output alone expect 0.
	ExitCode *int `json:"exitCode,omitempty" jsonschema:"default=0"`
	// Status is the set of HTTP statuses that are right; checks on output alone expect one below 400.
	Status []int `json:"status,omitempty"`
	// Refused says that nothing may listen at the URL.
	Refused bool `json:"refused,omitempty"`

	// Precondition says that the check holds before the step does anything
	// too. Checks without it must not, or they would prove nothing.
	Precondition bool `json:"precondition,omitempty"`

	// HoldsFor is for how long the check must hold without a break, from when
	// it first does.
	HoldsFor Duration `json:"holdsFor,omitempty,omitzero"`
	// Timeout is how long the check may take to hold, from the start of the
	// step's checks.
	Timeout Duration `json:"timeout,omitempty"`
	// Name is what the learner reads instead of the source and the matchers: a
	// text, or one in each language, such as {en: listing Secrets is refused}.
	Name Words `json:"name,omitempty"`

	// Position is where the check begins in lab.yaml.
	Position Position `json:"-"`
}

// Objects are the objects of a kind, or those of them with some labels.
type Objects struct {
	// Kind is as kubectl takes it.
	Kind string `json:"kind"`
	// Selector selects by labels, as kubectl takes it: "app=web".
	Selector string `json:"selector,omitempty"`
}

// Pods says whether the kind is Pod.
func (o *Objects) Pods() bool {
	return slices.Contains([]string{"po", "pod", "pods"}, strings.ToLower(o.Kind))
}

func (o *Objects) String() string { return strings.TrimSpace(o.Kind + " " + o.Selector) }

// Can asks the API server whether somebody may do something
// (SubjectAccessReview), as kubectl auth can-i --as does.
type Can struct {
	// As is "serviceaccount:NAME" of the namespace, "serviceaccount:NAMESPACE:NAME",
	// "user:NAME" or "group:NAME".
	As string `json:"as" jsonschema:"pattern=^(serviceaccount|user|group):.+$"`
	// Verb is that of the request, such as "list".
	Verb string `json:"verb"`
	// Resource is as kubectl takes it, with its group or a subresource where
	// needed: "pods", "deployments.apps", "pods/log"; or a path such as "/healthz".
	Resource string `json:"resource"`
	// Name is that of one object.
	Name string `json:"name,omitempty"`
	// Allowed is what the answer has to be.
	Allowed *bool `json:"allowed,omitempty" jsonschema:"default=true"`
}

// Wanted says whether it has to be allowed.
func (c *Can) Wanted() bool { return c.Allowed == nil || *c.Allowed }

// HasSource says whether the check gets its output by itself.
func (c *Check) HasSource() bool { return len(c.sources()) > 0 }

// sources names those that are set, as lab.yaml does.
func (c *Check) sources() (names []string) {
	for _, source := range []struct {
		name string
		set  bool
	}{
		{"exec", c.Exec != nil}, {"http", c.HTTP != nil}, {"kubectl", len(c.Kubectl) > 0}, {"shell", c.Shell != ""}, {"logs", c.Logs != nil},
		{"object", c.Object != ""}, {"absent", c.Absent != ""}, {"objects", c.Objects != nil}, {"can", c.Can != nil},
	} {
		if source.set {
			names = append(names, source.name)
		}
	}
	return names
}

// Live says whether the check looks at the state of the cluster and not at the
// output of an operation.
func (c *Check) Live() bool {
	return c.Object != "" || c.Absent != "" || c.Objects != nil || c.Can != nil
}

// Source is the operation that the check's own output comes from; one without a
// kind where it has none, or watches a live object.
func (c *Check) Source() *Operation {
	return &Operation{Exec: c.Exec, HTTP: c.HTTP, Kubectl: c.Kubectl, Shell: c.Shell, Logs: c.Logs}
}

// SetSource puts another operation in the place of Source; a zero one takes it out.
func (c *Check) SetSource(o Operation) {
	c.Exec, c.HTTP, c.Kubectl, c.Shell, c.Logs = o.Exec, o.HTTP, o.Kubectl, o.Shell, o.Logs
}

// Changes says whether asking for the check's output may change the cluster. The
// script of a check is trusted to look, and no more.
func (c *Check) Changes() bool { return c.Shell == "" && c.Source().Facts().Effect == Changes }

// Duration is a time.Duration written as in "30s".
type Duration struct{ time.Duration }

// UnmarshalJSON reads a string such as "1m30s".
func (d *Duration) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	value, err := time.ParseDuration(text)
	if err != nil {
		return i18n.Errorf("not a duration such as \"30s\": %q", text)
	}
	d.Duration = value
	return nil
}

// MarshalJSON writes the string form.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// IsZero makes omitempty's successor, and invopop/jsonschema, see "not set".
func (d Duration) IsZero() bool { return d.Duration == 0 }

// Or gives the duration, or other where none is set.
func (d Duration) Or(other time.Duration) time.Duration { return cmp.Or(d.Duration, other) }
