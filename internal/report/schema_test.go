package report_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"labs.local/labs/internal/report"
	"labs.local/labs/internal/testkit"
)

func TestThePublishedSchemaIsThatOfTheTypes(t *testing.T) {
	text, err := json.MarshalIndent(report.EventSchema(), "", "  ")
	testkit.Must(t, err)
	testkit.Golden(t, "../../../docs/events.schema.json", string(text)+"\n")
}

func schema(t *testing.T) *validator.Schema {
	t.Helper()
	text, err := json.Marshal(report.EventSchema())
	testkit.Must(t, err)
	document, err := validator.UnmarshalJSON(strings.NewReader(string(text)))
	testkit.Must(t, err)
	compiler := validator.NewCompiler()
	compiler.AssertFormat()
	testkit.Must(t, compiler.AddResource("events.schema.json", document))
	compiled, err := compiler.Compile("events.schema.json")
	testkit.Must(t, err)
	return compiled
}

// lines are those of the run in which all goes wrong, by their types.
func lines(t *testing.T) map[string]map[string]any {
	t.Helper()
	byType, compiled := map[string]map[string]any{}, schema(t)
	for line := range strings.Lines(written(t, "json", options(), recorded())) {
		object := valid(t, compiled, line)
		byType[object["type"].(string)] = object
	}
	return byType
}

// valid gives a line that the schema takes; an empty one is nil.
func valid(t *testing.T, compiled *validator.Schema, line string) (object map[string]any) {
	t.Helper()
	if line == "" {
		return nil
	}
	testkit.Must(t, json.Unmarshal([]byte(line), &object))
	testkit.Must(t, compiled.Validate(map[string]any(object)))
	return object
}

func TestEveryTypeOfEventHasALineOfTheSchema(t *testing.T) {
	testkit.Equal(t, slices.Sorted(maps.Keys(lines(t))), eventTypes(t))
}

// eventTypes names the types of package event as lines do.
func eventTypes(t *testing.T) (names []string) {
	t.Helper()
	for _, source := range []string{"../event/event.go", "../event/mutant.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		testkit.Must(t, err)
		for _, declared := range file.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok && f.Name.Name == "event" {
				name := f.Recv.List[0].Type.(*ast.Ident).Name
				names = append(names, strings.ToLower(name[:1])+name[1:])
			}
		}
	}
	slices.Sort(names)
	return names
}

func TestTheSchemaRefusesWhatIsNoLine(t *testing.T) {
	compiled := schema(t)
	for name, line := range lines(t) {
		for fault, change := range map[string]func(map[string]any){
			"an unknown field": func(o map[string]any) { o["x"] = 1 },
			"an unknown type":  func(o map[string]any) { o["type"] = "x" },
			"another type": func(o map[string]any) {
				o["type"] = map[bool]string{true: "notice", false: "runFinished"}[name == "runFinished"]
			},
			"no time":          func(o map[string]any) { delete(o, "time") },
			"a time as people": func(o map[string]any) { o["time"] = "yesterday" },
			"no run":           func(o map[string]any) { delete(o, "run") },
		} {
			wrong := maps.Clone(line)
			change(wrong)
			if compiled.Validate(map[string]any(wrong)) == nil {
				t.Errorf("%s with %s is taken", name, fault)
			}
		}
	}
}
