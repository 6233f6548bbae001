package lab

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// document is a lab file with the places of its fields.
type document struct {
	file string
	root yaml.Node
	lab  *Lab
}

// parse reads one lab file. All that is wrong with its form comes back as
// problems, and then there is no lab.
func parse(file string, data []byte, schema *validator.Schema) (*document, []Problem) {
	d := &document{file: file}
	var tree any
	if problems := d.decode(data); problems != nil {
		return d, problems
	}
	if err := d.root.Decode(&tree); err != nil {
		return d, []Problem{syntaxProblem(file, err)}
	}
	text, err := json.Marshal(tree)
	if err != nil {
		return d, []Problem{{File: file, Message: err.Error()}}
	}
	instance, err := validator.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		return d, []Problem{{File: file, Message: err.Error()}}
	}
	if problems := d.schemaProblems(schema.Validate(instance)); len(problems) > 0 {
		return d, problems
	}
	d.lab = &Lab{}
	if err := json.Unmarshal(text, d.lab); err != nil {
		return d, []Problem{{File: file, Message: err.Error()}}
	}
	return d, nil
}

// decode reads the one YAML document of a file.
func (d *document) decode(data []byte) []Problem {
	var more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&d.root); err != nil && !errors.Is(err, io.EOF) {
		return []Problem{syntaxProblem(d.file, err)}
	}
	if key := oddKey(&d.root); key != nil {
		return []Problem{{File: d.file, Line: key.Line, Column: key.Column, Message: fmt.Sprintf("the key %s is no text: put it in quotes", key.Value)}}
	}
	walkScalars(content(&d.root), nil, func(scalar *yaml.Node, _ []string) {
		if scalar.ShortTag() == "!!timestamp" {
			scalar.Tag = "!!str" // 2020-01-01 means just that
		}
	})
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return []Problem{{File: d.file, Line: more.Line, Column: more.Column, Message: "a second document: a lab is one"}}
	}
	return nil
}

var yamlLine = regexp.MustCompile(`line (\d+): (?s)(.*)`)

func syntaxProblem(file string, err error) Problem {
	p := Problem{File: file, Message: "not YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		p.Line, _ = strconv.Atoi(m[1])
		p.Column, p.Message = 1, "not YAML: "+m[2]
	}
	return p
}

// at makes a problem at a path of the file.
func (d *document) at(path []string, format string, args ...any) Problem {
	node := place(&d.root, path)
	return Problem{File: d.file, Line: node.Line, Column: node.Column, Field: field(path), Message: fmt.Sprintf(format, args...)}
}

func (d *document) schemaProblems(err error) []Problem {
	var invalid *validator.ValidationError
	if !errors.As(err, &invalid) {
		return nil
	}
	if len(invalid.Causes) == 0 {
		return d.schemaProblem(invalid)
	}
	var problems []Problem
	for _, cause := range invalid.Causes {
		problems = append(problems, d.schemaProblems(cause)...)
	}
	return problems
}

func (d *document) schemaProblem(e *validator.ValidationError) []Problem {
	path := e.InstanceLocation
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		problems := make([]Problem, len(k.Properties))
		for i, name := range k.Properties {
			problems[i] = d.at(append(path[:len(path):len(path)], name), "unknown field")
		}
		return problems
	case *kind.MaxProperties, *kind.MinProperties:
		return []Problem{d.at(path, "an operation has exactly one kind, such as apply or exec")}
	default:
		text := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
		return []Problem{d.at(path, "%s", text)}
	}
}
