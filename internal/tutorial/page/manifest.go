package page

import (
	"bytes"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
	kyaml "sigs.k8s.io/yaml"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kubectl"
)

// Object is one of a manifest, as far as an import needs it.
type Object struct {
	Kind, Name string
	// Tree is nil where nothing else is known of it.
	Tree map[string]any
}

// Reference is KIND/NAME, in the one form that kubectl.References has too.
func (o *Object) Reference() string { return kubectl.Canonical(o.Kind) + "/" + o.Name }

// Manifest is a file that may become one of the lab.
type Manifest struct {
	// Path is what the tutorial calls it, "" where it gives no name; File is its name in the lab's folder.
	Path, File string
	Text       string
	Objects    []*Object
	// Applied says that the lab has it.
	Applied bool
	Todo    []i18n.Message
}

// NewManifest takes a text for a manifest of that path; without objects it is none.
func NewManifest(path, text string) *Manifest {
	return &Manifest{Path: path, Text: blockStyle(text), Objects: objects(text)}
}

// objects reads a manifest. A text is one if every document of it has an
// apiVersion and a kind; of another it gives none.
func objects(text string) []*Object {
	var found []*Object
	decoder := yaml.NewDecoder(strings.NewReader(text))
	for {
		var tree map[string]any
		err := decoder.Decode(&tree)
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			return nil
		}
		if len(tree) > 0 {
			o := newObject(tree)
			if o == nil {
				return nil
			}
			found = append(found, flat(o)...)
		}
	}
}

func newObject(tree map[string]any) *Object {
	kind, version := FieldText(tree, "kind"), FieldText(tree, "apiVersion")
	if kind == "" || version == "" {
		return nil
	}
	return &Object{Kind: kind, Name: FieldText(tree, "metadata", "name"), Tree: tree}
}

// flat gives the objects of a List, or the object.
func flat(o *Object) []*Object {
	items, ok := o.Tree["items"].([]any)
	if !ok || o.Kind != "List" {
		return []*Object{o}
	}
	var found []*Object
	for _, item := range items {
		if tree, ok := item.(map[string]any); ok {
			if one := newObject(tree); one != nil {
				found = append(found, one)
			}
		}
	}
	return found
}

// Field gives the value at a path of keys, or nil.
func Field(tree any, keys ...string) any {
	for _, key := range keys {
		node, ok := tree.(map[string]any)
		if !ok {
			return nil
		}
		tree = node[key]
	}
	return tree
}

// FieldText gives the text at a path of keys, "" for another value.
func FieldText(tree any, keys ...string) string {
	text, _ := Field(tree, keys...).(string)
	return text
}

var unsafe = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// fileName makes a name in the lab's own folder of whatever a tutorial calls a file.
func fileName(name string) string {
	name, _, _ = strings.Cut(name, "?")
	name = strings.Trim(unsafe.ReplaceAllString(path.Base(path.Clean("/"+strings.ReplaceAll(name, `\`, "/"))), "-"), ".-")
	extension := path.Ext(name)
	switch stem := strings.TrimSuffix(name, extension); {
	case extension == ".yaml" || extension == ".yml":
		name = stem
	case extension == ".json":
		name, extension = stem, ".yaml" // it gets comments
	default:
		extension = ".yaml"
	}
	name = strings.Trim(name[:min(len(name), 60)], ".-")
	switch name {
	case "", "lab":
		name += "manifest"
	}
	return name + extension
}

// blockStyle gives JSON in YAML's block style, and YAML as it is.
func blockStyle(text string) string {
	if !bytes.HasPrefix(bytes.TrimSpace([]byte(text)), []byte("{")) {
		return text
	}
	converted, err := kyaml.JSONToYAML([]byte(text))
	if err != nil {
		return text
	}
	return string(converted)
}
