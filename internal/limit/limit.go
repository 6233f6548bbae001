// Package limit has what everything that runs is bounded by, in one place: in
// time, where a slow machine gets more of it, and in output.
package limit

import (
	"time"
)

// The limits in time, on a machine that is not slow. Pace stretches them.
const (
	// Check is that of a step's checks, where neither the lab nor the user sets
	// another; Wait that of a wait and a deletion.
	Check = 30 * time.Second
	Wait  = time.Minute
	// Operation is that of any other operation, Build that of an image's build.
	Operation = 5 * time.Minute
	Build     = 20 * time.Minute
	// Look bounds one look of a check, for whose limit nobody waits any more;
	// Ready one look at whether a cluster is ready.
	Look  = 10 * time.Second
	Ready = 5 * time.Second
	// Back bounds one look at whether an API server that is away is back, Away
	// how long that is waited for in all: the kubelet waits up to 40 s before it
	// starts one that ended for the fourth time (k8s.io/kubernetes/pkg/kubelet: 10 s
	// at first, doubled each time).
	Back = 3 * time.Second
	Away = 90 * time.Second
	// Engine is how long a container engine may take to say that it is there.
	Engine = 15 * time.Second
	// Pull is how long nothing may come of an image that is pulled. It is not
	// stretched: on a slow machine something comes, too.
	Pull = 5 * time.Minute
	// Start is how long an API server may take to start while nothing shows that
	// it cannot; nothing is known of the machine then, so that it is not stretched.
	// Settle is how long what remains may take, until the cluster is ready.
	Start  = 20 * time.Minute
	Settle = 3 * time.Minute
	// Recover is how long a cluster gets that runs, for a while already, and is not
	// ready; Undo how long the removal of one that was not made to its end.
	Recover = 20 * time.Second
	Undo    = time.Minute
	// Logs is how long the logs of a node that failed may take.
	Logs = 20 * time.Second
	// CleanUp is that of what removes a lab, which goes on after Ctrl-C;
	// Evidence that of what looks for why a step failed.
	CleanUp  = 2 * time.Minute
	Evidence = 10 * time.Second
	// Diagnosis is that of what looks for the cause of a failure, Warning that of
	// a look for an object's last warning.
	Diagnosis = 5 * time.Second
	Warning   = 2 * time.Second
	// Left is that of what ends a command in a container that nobody waits for
	// any more; Grace is how long work that takes no context is waited for when
	// its own is over.
	Left  = 5 * time.Second
	Grace = 2 * time.Second
	// Quiet is how long nothing may happen to an object that is being deleted,
	// before it is taken for one that stays.
	Quiet = 15 * time.Second
)

// Pace says how many times slower a machine is than one for which the limits
// are made; what is below 1, the zero value too, counts as 1.
type Pace float64

// Slowest is the slowest pace that limits are stretched to.
const Slowest Pace = 60

// usualStart is how long an API server takes to start where limits need no
// stretching.
const usualStart = 15 * time.Second

// PaceOf gives the pace of a machine on which an API server took this long to
// start.
func PaceOf(start time.Duration) Pace { return max(1, min(Slowest, Pace(start)/Pace(usualStart))) }

func (p Pace) factor() Pace { return max(1, min(Slowest, p)) }

// Of stretches a limit.
func (p Pace) Of(limit time.Duration) time.Duration {
	return time.Duration(float64(limit) * float64(p.factor()))
}

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
