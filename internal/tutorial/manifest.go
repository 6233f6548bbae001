package tutorial

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
)

// object is one of a manifest, as far as an import needs it.
type object struct {
	kind, name string
	tree       map[string]any
}

func (o *object) reference() string { return canonical(o.kind) + "/" + o.name }

// manifest is a file of the lab.
type manifest struct {
	// path is what the tutorial calls it, "" where it gives no name; file is
	// its name in the lab's folder.
	path, file string
	text       string
	objects    []*object
	applied    bool
	todo       []i18n.Message
}

// objects reads a manifest; it is one if every document of it has an
// apiVersion and a kind.
func objects(text string) ([]*object, bool) {
	var found []*object
	decoder := yaml.NewDecoder(strings.NewReader(text))
	for {
		var tree map[string]any
		err := decoder.Decode(&tree)
		if errors.Is(err, io.EOF) {
			return found, len(found) > 0
		}
		if err != nil {
			return nil, false
		}
		if len(tree) > 0 {
			o := newObject(tree)
			if o == nil {
				return nil, false
			}
			found = append(found, flat(o)...)
		}
	}
}

func newObject(tree map[string]any) *object {
	kind, _ := tree["kind"].(string)
	version, _ := tree["apiVersion"].(string)
	if kind == "" || version == "" {
		return nil
	}
	name, _ := field(tree, "metadata", "name").(string)
	return &object{kind: kind, name: name, tree: tree}
}

// flat gives the objects of a List, or the object.
func flat(o *object) []*object {
	items, ok := o.tree["items"].([]any)
	if !ok || o.kind != "List" {
		return []*object{o}
	}
	var found []*object
	for _, item := range items {
		if tree, ok := item.(map[string]any); ok {
			if one := newObject(tree); one != nil {
				found = append(found, one)
			}
		}
	}
	return found
}

// field gives the value at a path of keys, or nil.
func field(tree any, keys ...string) any {
	for _, key := range keys {
		node, ok := tree.(map[string]any)
		if !ok {
			return nil
		}
		tree = node[key]
	}
	return tree
}

var unsafe = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// fileName makes a name in the lab's own folder of whatever a tutorial calls
// a file.
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

// block gives JSON in YAML's block style, and YAML as it is.
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
