package report

import (
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/eventjson"
)

// The lines of the event stream that are about a run and its labs; package eventjson has those of their steps.

type labName struct {
	Name string `json:"name"`
	File string `json:"file"`
}

type runStarted struct {
	eventjson.Head
	Course     string    `json:"course"`
	Cluster    string    `json:"cluster"`
	Image      string    `json:"image,omitempty"`
	Kubernetes string    `json:"kubernetes"`
	Labs       []labName `json:"labs"`
}

type runFinished struct {
	eventjson.Head
	Elapsed float64 `json:"elapsed"`
}

type runFailed struct {
	eventjson.Head
	Cluster string `json:"cluster"`
	Image   string `json:"image,omitempty"`
	Error   string `json:"error"`
}

type labSkipped struct {
	eventjson.LabHead
	File       string `json:"file"`
	WrittenFor string `json:"writtenFor"`
	Kubernetes string `json:"kubernetes"`
}

type labKept struct {
	eventjson.LabHead
	Namespace string `json:"namespace"`
}

type labFinished struct {
	eventjson.LabHead
	Status  Status  `json:"status" jsonschema:"enum=passed,enum=flaky,enum=failed,enum=error,enum=interrupted"`
	Steps   int     `json:"steps"`
	Checks  int     `json:"checks"`
	Error   string  `json:"error,omitempty"`
	Attempt int     `json:"attempt"`
	Retried bool    `json:"retried"`
	Elapsed float64 `json:"elapsed"`
}

type mutantsStarted struct {
	eventjson.LabHead
	File  string `json:"file"`
	Total int    `json:"total"`
}

type mutantFinished struct {
	eventjson.StepHead
	Mutant   string             `json:"mutant"`
	Position eventjson.Position `json:"position"`
	Outcome  event.Outcome      `json:"outcome" jsonschema:"enum=killed,enum=survived,enum=rejected"`
	Noticed  string             `json:"noticed,omitempty"`
	Error    string             `json:"error,omitempty"`
	Diff     string             `json:"diff,omitempty"`
	Elapsed  float64            `json:"elapsed"`
}

type labMutated struct {
	eventjson.LabHead
	Killed   int     `json:"killed"`
	Survived int     `json:"survived"`
	Rejected int     `json:"rejected"`
	Excluded int     `json:"excluded"`
	Elapsed  float64 `json:"elapsed"`
}

func lines() []any {
	return append(eventjson.StepLines(),
		runStarted{}, runFinished{}, runFailed{}, labSkipped{}, labKept{}, labFinished{}, mutantsStarted{}, mutantFinished{}, labMutated{})
}

// lowerCamel is the name of a type as those of this package are written.
func lowerCamel(t reflect.Type) string {
	if t.Name() == "" {
		return ""
	}
	return strings.ToLower(t.Name()[:1]) + t.Name()[1:]
}

// EventSchema gives the JSON Schema (draft 2020-12) of a line of the event stream, made from the types of this package.
func EventSchema() *jsonschema.Schema {
	root := &jsonschema.Schema{Version: jsonschema.Version, Title: "A line of labs test --report json=FILE", Definitions: jsonschema.Definitions{}}
	for _, line := range lines() {
		name := reflect.TypeOf(line).Name()
		reflector := jsonschema.Reflector{Anonymous: true, Namer: lowerCamel}
		for defined, s := range reflector.Reflect(line).Definitions {
			root.Definitions[defined] = s
		}
		kind, _ := root.Definitions[name].Properties.Get("type")
		kind.Const = name
		root.OneOf = append(root.OneOf, &jsonschema.Schema{Ref: "#/$defs/" + name})
	}
	return root
}
