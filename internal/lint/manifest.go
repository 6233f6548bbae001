package lint

import (
	"bytes"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// manifests gives the manifests of the labs and of manifests/.
func (c *course) manifests() []*file {
	var found []*file
	for _, f := range c.files {
		manifest := f.yaml() || path.Ext(f.name) == ".json"
		own := f.lab != nil && f.name != f.lab.File()
		if manifest && (own || path.Dir(f.name) == "manifests") {
			found = append(found, f)
		}
	}
	return found
}

// namespaceMark stands for the lab's namespace where a manifest is read
// without values: a text of nothing else.
const namespaceMark = "n"

// documents reads a manifest as YAML. What stands for ${{ name }} is as long,
// so that all places are right.
func (f *file) documents() ([]*yaml.Node, error) {
	text := value.ReplaceAllStringFunc(f.text, func(reference string) string {
		mark := "x"
		if strings.TrimSpace(strings.Trim(reference, "${}")) == "namespace" {
			mark = namespaceMark
		}
		return strings.Repeat(mark, len([]rune(reference)))
	})
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	var documents []*yaml.Node
	for {
		var document yaml.Node
		switch err := decoder.Decode(&document); {
		case errors.Is(err, io.EOF):
			return documents, nil
		case err != nil:
			return documents, err
		case len(document.Content) > 0 && document.Content[0].ShortTag() != "!!null":
			documents = append(documents, document.Content[0])
		}
	}
}

// objects gives the objects of a manifest, and those of its lists.
func (f *file) objects() []*yaml.Node {
	documents, _ := f.documents() // manifestSyntax tells
	var objects []*yaml.Node
	for _, document := range documents {
		if kind, items := scalar(document, "kind"), get(document, "items"); strings.HasSuffix(kind, "List") && items != nil && items.Kind == yaml.SequenceNode {
			objects = append(objects, items.Content...)
			continue
		}
		objects = append(objects, document)
	}
	return objects
}

// get gives a field's value, or nil.
func get(node *yaml.Node, name string) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i+1]
		}
	}
	return nil
}

// scalar gives a field's text, or "".
func scalar(node *yaml.Node, name string) string {
	if found := get(node, name); found != nil && found.Kind == yaml.ScalarNode {
		return found.Value
	}
	return ""
}

// on makes a problem at a node of the file.
func (f *file) on(node *yaml.Node, message i18n.Message) lab.Problem {
	return lab.Problem{File: f.name, Line: node.Line, Column: node.Column, Message: message}
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)

// manifestSyntax finds manifests that are not YAML or have no object.
func manifestSyntax(c *course) []lab.Problem {
	var faults []lab.Problem
	for _, f := range c.manifests() {
		documents, err := f.documents()
		if err == nil && len(documents) == 0 {
			faults = append(faults, f.at(0, i18n.Text("there is no object in this manifest")))
		}
		if err != nil {
			fault := lab.Problem{File: f.name, Line: 1, Column: 1}
			if found := yamlLine.FindStringSubmatch(err.Error()); found != nil {
				fault.Line, _ = strconv.Atoi(found[1])
			}
			fault.Message = i18n.Text("not YAML: %s", yamlLine.ReplaceAllString(strings.TrimPrefix(err.Error(), "yaml: "), ""))
			faults = append(faults, fault)
		}
	}
	return faults
}

// incompleteObjects finds objects that the API server could not tell apart.
func incompleteObjects(c *course) []lab.Problem {
	return c.eachObject(func(f *file, object *yaml.Node) []lab.Problem {
		var missing []string
		for _, name := range []string{"apiVersion", "kind"} {
			if scalar(object, name) == "" {
				missing = append(missing, name)
			}
		}
		if scalar(get(object, "metadata"), "name") == "" {
			missing = append(missing, "metadata.name")
		}
		if missing == nil {
			return nil
		}
		return []lab.Problem{f.on(object, i18n.Text("the object has no %s", strings.Join(missing, ", ")))}
	})
}

// foreignNamespaces finds objects that would lie outside of the lab's own
// namespace, which are refused when the lab runs.
func foreignNamespaces(c *course) []lab.Problem {
	return c.eachObject(func(f *file, object *yaml.Node) []lab.Problem {
		namespace := get(get(object, "metadata"), "namespace")
		if namespace == nil || namespace.Kind == yaml.ScalarNode && strings.Trim(namespace.Value, namespaceMark) == "" {
			return nil
		}
		return []lab.Problem{f.on(namespace, i18n.Text("the namespace is the lab's own: leave the line out, or write %s", "${{ namespace }}"))}
	})
}

func (c *course) eachObject(find func(*file, *yaml.Node) []lab.Problem) []lab.Problem {
	var faults []lab.Problem
	for _, f := range c.manifests() {
		for _, object := range f.objects() {
			faults = append(faults, find(f, object)...)
		}
	}
	return faults
}

// duplicateKeys finds fields that a manifest has twice.
func duplicateKeys(c *course) []lab.Problem {
	var faults []lab.Problem
	for _, f := range c.manifests() {
		documents, _ := f.documents()
		for _, document := range documents {
			faults = append(faults, f.twice(document)...)
		}
	}
	return faults
}

func (f *file) twice(node *yaml.Node) []lab.Problem {
	var faults []lab.Problem
	first := map[string]int{}
	for i, item := range node.Content {
		faults = append(faults, f.twice(item)...)
		if node.Kind != yaml.MappingNode || i%2 != 0 || item.Kind != yaml.ScalarNode {
			continue
		}
		if line, twice := first[item.Value]; twice {
			faults = append(faults, f.on(item, i18n.Text("%q is here twice, at line %d already", item.Value, line)))
			continue
		}
		first[item.Value] = item.Line
	}
	return faults
}
