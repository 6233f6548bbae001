package report

import (
	"time"

	"labs.local/labs/internal/event"
)

// The lines of the event stream. Each has the name of its type in "type".

type head struct {
	Time time.Time `json:"time"`
	Type string    `json:"type"`
	// Run counts the clusters of a matrix from 1.
	Run int `json:"run"`
}

type labHead struct {
	head
	Lab string `json:"lab"`
}

type stepHead struct {
	labHead
	Step string `json:"step"`
}

// position is a place in a file; line and column count from 1.
type position struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

type labName struct {
	Name string `json:"name"`
	File string `json:"file"`
}

type evidence struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type runStarted struct {
	head
	Course     string    `json:"course"`
	Cluster    string    `json:"cluster"`
	Image      string    `json:"image,omitempty"`
	Kubernetes string    `json:"kubernetes"`
	Labs       []labName `json:"labs"`
}

type runFinished struct {
	head
	Elapsed float64 `json:"elapsed"`
}

type labStarted struct {
	labHead
	File      string `json:"file"`
	Namespace string `json:"namespace"`
	Attempt   int    `json:"attempt"`
}

type labSkipped struct {
	labHead
	File       string `json:"file"`
	WrittenFor string `json:"writtenFor"`
	Kubernetes string `json:"kubernetes"`
}

type labPrepared struct {
	labHead
	Error   string  `json:"error,omitempty"`
	Elapsed float64 `json:"elapsed"`
}

type labCleaned labPrepared

type labFinished struct {
	labHead
	Status  Status  `json:"status" jsonschema:"enum=passed,enum=flaky,enum=failed,enum=error,enum=interrupted"`
	Steps   int     `json:"steps"`
	Checks  int     `json:"checks"`
	Error   string  `json:"error,omitempty"`
	Attempt int     `json:"attempt"`
	Retried bool    `json:"retried"`
	Elapsed float64 `json:"elapsed"`
}

type stepStarted struct {
	stepHead
	Index    int      `json:"index"`
	Position position `json:"position"`
}

type stepReplayed struct{ stepHead }

type stepFinished struct {
	stepHead
	Error    string     `json:"error,omitempty"`
	Evidence []evidence `json:"evidence,omitempty"`
	Elapsed  float64    `json:"elapsed"`
}

type operationStarted struct {
	stepHead
	Command string `json:"command"`
}

type operationFinished struct {
	stepHead
	Command   string   `json:"command"`
	Position  position `json:"position"`
	Output    string   `json:"output,omitempty"`
	Error     string   `json:"error,omitempty"`
	Diagnosis []string `json:"diagnosis,omitempty"`
	Elapsed   float64  `json:"elapsed"`
}

type notice struct {
	labHead
	Text string `json:"text"`
}

type checkFinished struct {
	stepHead
	Index     int      `json:"index"`
	Statement string   `json:"statement"`
	Position  position `json:"position"`
	Passed    bool     `json:"passed"`
	Error     string   `json:"error,omitempty"`
	Expected  string   `json:"expected,omitempty"`
	Got       string   `json:"got,omitempty"`
	Diagnosis []string `json:"diagnosis,omitempty"`
	Elapsed   float64  `json:"elapsed"`
}

type runFailed struct {
	head
	Cluster string `json:"cluster"`
	Image   string `json:"image,omitempty"`
	Error   string `json:"error"`
}

type labKept struct {
	labHead
	Namespace string `json:"namespace"`
}

type mutantsStarted struct {
	labHead
	File  string `json:"file"`
	Total int    `json:"total"`
}

type mutantFinished struct {
	stepHead
	Mutant   string        `json:"mutant"`
	Position position      `json:"position"`
	Outcome  event.Outcome `json:"outcome" jsonschema:"enum=killed,enum=survived,enum=rejected"`
	Noticed  string        `json:"noticed,omitempty"`
	Error    string        `json:"error,omitempty"`
	Diff     string        `json:"diff,omitempty"`
	Elapsed  float64       `json:"elapsed"`
}

type labMutated struct {
	labHead
	Killed   int     `json:"killed"`
	Survived int     `json:"survived"`
	Rejected int     `json:"rejected"`
	Excluded int     `json:"excluded"`
	Elapsed  float64 `json:"elapsed"`
}
