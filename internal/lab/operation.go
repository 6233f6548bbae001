package lab

import (
	"cmp"
	"fmt"
)

// Operation is what a step does. Exactly one of its fields is set, beside
// Refused, ExitCode and Timeout.
type Operation struct {
	// Apply is a manifest, applied on the server's side: a file of the lab's own folder or of manifests/.
	Apply string `json:"apply,omitempty"`
	// Delete removes an object and waits until it is gone.
	Delete *Delete `json:"delete,omitempty"`
	// Patch changes an object.
	Patch *Patch `json:"patch,omitempty"`
	// Wait watches an object until it is as it has to be.
	Wait *Wait `json:"wait,omitempty"`
	// Exec runs a command in a container.
	Exec *Exec `json:"exec,omitempty"`
	// Logs reads the log of a container.
	Logs *Logs `json:"logs,omitempty"`
	// Kubectl has the arguments of the built-in kubectl.
	Kubectl []string `json:"kubectl,omitempty"`
	// Shell is a script for sh, run on the learner's machine.
	Shell string `json:"shell,omitempty"`
	// HTTP sends a request without credentials.
	HTTP *HTTP `json:"http,omitempty"`
	// Build names a folder of images/, which the container engine builds.
	Build string `json:"build,omitempty"`
	// Load names a folder of images/, whose image is put into the nodes.
	Load string `json:"load,omitempty"`
	// Proxy starts or stops kubectl's proxy of the API server.
	Proxy *Proxy `json:"proxy,omitempty"`

	// Refused says that the API server has to refuse an apply or a patch, with
	// a message that has this text in it.
	Refused string `json:"refused,omitempty"`
	// ExitCode is that with which an exec, a kubectl or a shell has to end. Any
	// other fails the step.
	ExitCode *int `json:"exitCode,omitempty" jsonschema:"default=0"`
	// Timeout is how long the operation may take.
	Timeout Duration `json:"timeout,omitempty,omitzero"`
}

// Delete removes an object and waits until it is gone.
type Delete struct {
	// Object is KIND/NAME, as kubectl takes it.
	Object string `json:"object"`
	// Now cuts a Pod's grace period to a second, as kubectl's --now does.
	Now bool `json:"now,omitempty"`
}

// Patch changes an object by one of three kinds of patch, as kubectl patch does.
type Patch struct {
	// Object is KIND/NAME, as kubectl takes it.
	Object string `json:"object"`
	// Merge has the fields to set; null removes one, and a list replaces all
	// of the other (RFC 7386).
	Merge map[string]any `json:"merge,omitempty"`
	// Strategic has the fields to set; lists of Kubernetes' own kinds are merged
	// by the names of their elements.
	Strategic map[string]any `json:"strategic,omitempty"`
	// JSON is a list of changes such as {op: replace, path: /spec/replicas,
	// value: 3} (RFC 6902).
	JSON []map[string]any `json:"json,omitempty" jsonschema:"minItems=1"`
}

// Wait watches an object until it is as one of the fields between Object and
// Container says.
type Wait struct {
	// Object is KIND/NAME, as kubectl takes it.
	Object string `json:"object"`
	// Condition is the type of one in status.conditions that has to be "True",
	// such as "Ready".
	Condition string `json:"condition,omitempty"`
	// JSONPath is a template of kubectl's for a field, such as
	// "{.status.phase}", that has to have the Value, or any where none is set.
	JSONPath string `json:"jsonPath,omitempty"`
	// Rollout waits for what kubectl rollout status waits for.
	Rollout bool `json:"rollout,omitempty" jsonschema:"enum=true"`
	// Deleted waits until the object is not there.
	Deleted bool `json:"deleted,omitempty" jsonschema:"enum=true"`
	// Log is a regular expression (RE2) that has to match in a line of the log of
	// the Pod, or of a Pod that the object made.
	Log string `json:"log,omitempty"`

	// Value is what the field of JSONPath has to be.
	Value any `json:"value,omitempty" jsonschema:"oneof_type=string;number;boolean"`
	// Container is that of the log, by default the Pod's only or default one.
	Container string `json:"container,omitempty"`
	// Timeout is how long it may take.
	Timeout Duration `json:"timeout,omitempty,omitzero"`
}

// For says what is waited for, in one word or as kubectl wait takes it.
func (w *Wait) For() string {
	switch {
	case w.Rollout:
		return "Rollout"
	case w.Deleted:
		return "Deleted"
	case w.Log != "":
		return "log " + w.Log
	case w.Value != nil:
		return fmt.Sprintf("%s=%v", w.JSONPath, w.Value)
	}
	return cmp.Or(w.Condition, w.JSONPath)
}

// Exec runs a command in a container; its standard output is the output.
type Exec struct {
	// Pod is the Pod's name.
	Pod string `json:"pod,omitempty"`
	// Objects select the Pod instead: the first by name that is ready, or the
	// first.
	Objects *Objects `json:"objects,omitempty"`
	// Container is one of the Pod's, by default the first.
	Container string `json:"container,omitempty"`
	// Command is the program with its arguments; no shell reads them.
	Command []string `json:"command" jsonschema:"minItems=1"`
}

// Logs reads what a container has printed; that is the output.
type Logs struct {
	// Pod is the Pod's name.
	Pod string `json:"pod,omitempty"`
	// Objects select the Pods instead; the output has the log of each, in the
	// order of their names.
	Objects *Objects `json:"objects,omitempty"`
	// Container is one of the Pod's, by default the only or default one.
	Container string `json:"container,omitempty"`
	// Previous is the log of the container that this one has replaced.
	Previous bool `json:"previous,omitempty"`
}

// HTTP is a request from the learner's machine that carries no credentials.
// The certificate of an https server must come from the cluster's authority.
type HTTP struct {
	// URL is where the request goes, http or https.
	URL string `json:"url"`
	// Method is the request's.
	Method string `json:"method,omitempty" jsonschema:"enum=GET,enum=POST,enum=PUT,enum=PATCH,enum=DELETE,default=GET"`
	// ContentType is that of the body.
	ContentType string `json:"contentType,omitempty"`
	// Body is what is sent.
	Body string `json:"body,omitempty"`
}

// Proxy runs kubectl's API server proxy on 127.0.0.1 until it is stopped or
// the lab ends. It sets the value ${{ proxy }} to the proxy's URL.
type Proxy struct {
	// Port is where it listens; where that is taken, the next free one is.
	Port int `json:"port,omitempty" jsonschema:"minimum=1,maximum=65535,default=8001"`
	// Stop ends the proxy that runs.
	Stop bool `json:"stop,omitempty"`
}
