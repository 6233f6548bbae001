package lab

import "labs.local/labs/internal/i18n"

// Output is what an operation, or the source of a check, gave. It comes from
// Pods and servers: foreign text until it is sanitised.
type Output struct {
	// Text is a command's standard output, a response's body, or the JSON of
	// a live object.
	Text string
	// Stderr is a command's standard error.
	Stderr string
	// Dropped and StderrDropped are how many bytes of them were cut, which is
	// everything behind the first limit.Output bytes.
	Dropped, StderrDropped int64
	// ExitCode is a command's.
	ExitCode int
	// Status is a response's, 0 where the output is no response.
	Status int
	// Refused says that nothing listened at the URL.
	Refused bool
}

// Cut says what is missing of the output; nothing where it is complete.
func (o *Output) Cut() i18n.Message {
	if n := o.Dropped + o.StderrDropped; n > 0 {
		return i18n.Text("output truncated: %d bytes dropped (labs keeps the first 1 MiB)", n)
	}
	return i18n.Message{}
}
