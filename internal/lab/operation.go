package lab

// Operation is what a step does. Exactly one of its fields is set, beside ExitCode and Timeout.
type Operation struct {
	// Apply is a manifest, applied on the server's side: a file of the lab's own folder or of manifests/.
	Apply string `json:"apply,omitempty"`
	// Delete removes an object and waits until it is gone.
	Delete *Delete `json:"delete,omitempty"`
	// Wait watches an object until a condition of its status is true.
	Wait *Wait `json:"wait,omitempty"`
	// Exec runs a command in a container.
	Exec *Exec `json:"exec,omitempty"`
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

	// ExitCode is that with which an exec, a kubectl or a shell has to end. Any other fails the step.
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

// Wait watches an object until a condition of its status is "True".
type Wait struct {
	// Object is KIND/NAME, as kubectl takes it.
	Object string `json:"object"`
	// Condition is the type of one in status.conditions, such as "Ready".
	Condition string `json:"condition"`
	// Timeout is how long it may take.
	Timeout Duration `json:"timeout,omitempty,omitzero"`
}

// Exec runs a command in a container; its standard output is the output.
type Exec struct {
	// Pod is the Pod's name.
	Pod string `json:"pod"`
	// Container is one of the Pod's, by default the first.
	Container string `json:"container,omitempty"`
	// Command is the program with its arguments; no shell reads them.
	Command []string `json:"command" jsonschema:"minItems=1"`
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
