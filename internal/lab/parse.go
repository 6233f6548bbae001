package lab

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"labs.local/labs/internal/i18n"
)

// document is a lab file with the origins of its fields.
type document struct {
	file string
	root yaml.Node
	lab  *Lab
	// origins are those of a one-file course.
	origins *origins
}

// parse reads one lab file. All that is wrong with its form comes back as problems, and then there is no lab.
func (d *document) parse(data []byte, schema *validator.Schema) []Problem {
	if problems := d.decode(data); problems != nil {
		return problems
	}
	var tree, instance any
	if err := d.root.Decode(&tree); err != nil {
		return []Problem{syntaxProblem(d.file, err)}
	}
	text, err := json.Marshal(tree)
	if err == nil {
		err = DecodeJSON(text, &instance)
	}
	if err != nil {
		return []Problem{{File: d.file, Message: i18n.Text("%v", err)}}
	}
	if problems := d.schemaProblems(schema.Validate(instance)); len(problems) > 0 {
		return problems
	}
	lab := &Lab{}
	if err := DecodeJSON(text, lab); err != nil {
		return []Problem{{File: d.file, Message: i18n.Text("%v", err)}}
	}
	d.lab = lab
	d.locate()
	return nil
}

// locate notes where the steps and checks stand.
func (d *document) locate() {
	d.lab.source = d
	for i := range d.lab.Steps {
		s := &d.lab.Steps[i]
		at := []string{"steps", strconv.Itoa(i)}
		s.Position = d.position(at)
		for j := range s.Checks {
			s.Checks[j].Position = d.position(sub(at, "checks", strconv.Itoa(j)))
		}
	}
}

func (d *document) position(at []string) Position {
	node := cmp.Or(find(&d.root, at)) // the key of a field
	return Position{node.Line, node.Column}
}

// decode reads the one YAML document of a file.
func (d *document) decode(data []byte) []Problem {
	var more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&d.root); err != nil && !errors.Is(err, io.EOF) {
		return []Problem{syntaxProblem(d.file, err)}
	}
	if problem := checkExtent(d.file, &d.root); problem != nil {
		return []Problem{*problem}
	}
	if key := oddKey(&d.root); key != nil {
		return []Problem{{File: d.file, Line: key.Line, Column: key.Column, Message: i18n.Text("key %s is not a string: put it in quotes", key.Value)}}
	}
	walkScalars(content(&d.root), nil, func(scalar *yaml.Node, _ []string) {
		if scalar.ShortTag() == "!!timestamp" {
			scalar.Tag = "!!str" // 2020-01-01 means just that
		}
	})
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return []Problem{{File: d.file, Line: more.Line, Column: more.Column, Message: i18n.Text("more than one YAML document: a lab must be a single document")}}
	}
	return nil
}

var yamlLine = regexp.MustCompile(`line (\d+): (?s)(.*)`)

func syntaxProblem(file string, err error) Problem {
	p := Problem{File: file, Message: i18n.Text("not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		p.Line, _ = strconv.Atoi(m[1])
		p.Column, p.Message = 1, i18n.Text("not YAML: %s", m[2])
	}
	return p
}

// at makes a problem at a path of the file.
func (d *document) at(path []string, message i18n.Message) Problem {
	p := d.position(path)
	return Problem{File: d.file, Line: p.Line, Column: p.Column, Field: field(path), Message: message}
}

func (d *document) schemaProblems(err error) []Problem {
	invalid, ok := errors.AsType[*validator.ValidationError](err)
	if !ok {
		return nil
	}
	if _, choice := invalid.ErrorKind.(*kind.OneOf); choice || len(invalid.Causes) == 0 {
		return d.schemaProblem(invalid)
	}
	var problems []Problem
	for _, cause := range invalid.Causes {
		if _, choice := cause.ErrorKind.(*kind.OneOf); choice && len(invalid.Causes) > 1 {
			continue // what else is wrong says more
		}
		if len(problems) > maxProblems {
			break
		}
		problems = append(problems, d.schemaProblems(cause)...)
	}
	return problems
}

// schemaFault is what the validator says; i18n puts it into other languages.
type schemaFault struct{ validator.ErrorKind }

func (f schemaFault) String() string {
	return f.LocalizedString(message.NewPrinter(language.English))
}

func (d *document) schemaProblem(e *validator.ValidationError) []Problem {
	path := e.InstanceLocation
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		names := slices.Sorted(slices.Values(k.Properties))
		names = names[:min(len(names), maxProblems+1)]
		problems := make([]Problem, len(names))
		for i, name := range names {
			problems[i] = d.at(append(path[:len(path):len(path)], name), i18n.Text("unknown field%v", Meant(name, fieldsOf(e.SchemaURL))))
		}
		return problems
	case *kind.Type:
		return []Problem{d.at(path, wrongType(k.Got, k.Want))}
	case *kind.OneOf:
		if fields := choices[e.SchemaURL[strings.LastIndexByte(e.SchemaURL, '/')+1:]]; fields != nil {
			return []Problem{d.at(path, i18n.Text("must have exactly one of %s", strings.Join(fields, ", ")))}
		}
		return []Problem{d.at(path, i18n.Text("an operation must have exactly one type, for example apply or exec"))}
	default:
		return []Problem{d.at(path, i18n.Text("%v", schemaFault{e.ErrorKind}))}
	}
}
