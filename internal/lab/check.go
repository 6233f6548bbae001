package lab

import (
	"cmp"
	"encoding/json"
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
	// Object is KIND/NAME of a live object, whose JSON is the output.
	Object string `json:"object,omitempty"`
	// Namespace is the object's, where it is not the lab's.
	Namespace string `json:"namespace,omitempty"`

	// Line is a whole line of the output.
	Line string `json:"line,omitempty"`
	// Equals is the whole output, without the newline at its end.
	Equals *string `json:"equals,omitempty"`
	// Match is a regular expression (RE2) found in the output.
	Match string `json:"match,omitempty"`
	// Tree is a part of the output read as JSON: every field of it must be
	// there with that value; of a list every element must be found.
	Tree any `json:"tree,omitempty"`
	// CEL is an expression that must be true; it may use output, stderr, json, exitCode, status and values.
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

	// Timeout is how long the check may take to hold, from the start of the step's checks.
	Timeout Duration `json:"timeout,omitempty"`

	// Position is where the check begins in lab.yaml.
	Position Position `json:"-"`
}

// HasSource says whether the check gets its output by itself.
func (c *Check) HasSource() bool { return c.Object != "" || c.Source().Facts().Kind != "" }

// Source is the operation that the check's own output comes from; one without a
// kind where it has none, or watches a live object.
func (c *Check) Source() *Operation {
	return &Operation{Exec: c.Exec, HTTP: c.HTTP, Kubectl: c.Kubectl}
}

// SetSource puts another operation in the place of Source; a zero one takes it out.
func (c *Check) SetSource(o Operation) { c.Exec, c.HTTP, c.Kubectl = o.Exec, o.HTTP, o.Kubectl }

// Changes says whether asking for the check's output may change the cluster.
func (c *Check) Changes() bool { return c.Source().Facts().Effect == Changes }

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
