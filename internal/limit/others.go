package limit

import "time"

// The limits of what is not a run in a cluster. Those that depend on a network, on
// somebody else or on what is not known yet are the same on every machine.
const (
	// Held is how long the output of a command that was interrupted may be held open
	// by what it started.
	Held = time.Second
	// Request bounds one request of a lab, from this machine.
	Request = 10 * time.Second
	// Begin is how long a command in a container may take to begin.
	Begin = 3 * time.Second
	// Lock is how long a move of the learner's waits for another labs, in another
	// window for example, to be done with the cluster.
	Lock = 30 * time.Second
	// Prompt is how long a shell may run that never came to a prompt, to be taken for
	// one that a start-up file ended; after that, the file made it another program.
	Prompt = 10 * time.Second
	// ClusterLogs bounds how long the logs of a cluster are collected.
	ClusterLogs = time.Minute
	// Prepare is how long a cluster that is made waits for what was begun meanwhile,
	// Attempt bounds one attempt at an answer of its API server.
	Prepare = 3 * time.Second
	Attempt = 10 * time.Second
	// Connect, Respond and Body are those of a download: to be connected, to be
	// answered, and to be sent nothing.
	Connect = 10 * time.Second
	Respond = 20 * time.Second
	Body    = 30 * time.Second
	// Header, Idle and Stall are those of a server: how long clients may take to ask,
	// to ask again, and to take nothing of an answer.
	Header = 10 * time.Second
	Idle   = 2 * time.Minute
	Stall  = 2 * time.Minute
)
