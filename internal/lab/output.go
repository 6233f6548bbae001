package lab

// Output is what an operation, or the source of a check, gave. It comes from
// Pods and servers: foreign text until it is sanitised.
type Output struct {
	// Text is a command's standard output, a response's body, or the JSON of
	// a live object.
	Text string
	// Stderr is a command's standard error.
	Stderr string
	// ExitCode is a command's.
	ExitCode int
	// Status is a response's, 0 where the output is no response.
	Status int
	// Refused says that nothing listened at the URL.
	Refused bool
}
