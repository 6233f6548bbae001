package lint

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// manifests gives the files that labs apply.
func (c *course) manifests() []*file {
	used, _ := c.used()
	return slices.DeleteFunc(slices.Clone(c.files), func(f *file) bool { return !used[f.name] })
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)

// manifestSyntax finds manifests that are not YAML or have no object.
func manifestSyntax(c *course, report reporter) {
	for _, f := range c.manifests() {
		documents, err := f.documents()
		if err == nil && len(documents) == 0 {
			report(f.at(0, i18n.Text("this manifest contains no object")))
		}
		if err != nil {
			problem := lab.Problem{File: f.name, Line: 1, Column: 1}
			if found := yamlLine.FindStringSubmatch(err.Error()); found != nil {
				problem.Line, _ = strconv.Atoi(found[1])
			}
			problem.Message = i18n.Text("not YAML: %s", yamlLine.ReplaceAllString(strings.TrimPrefix(err.Error(), "yaml: "), ""))
			report(problem)
		}
	}
}

// incompleteObjects finds objects that the API server could not tell apart.
func incompleteObjects(c *course, report reporter) {
	c.eachObject(func(f *file, object *yaml.Node) {
		var missing []string
		for _, name := range []string{"apiVersion", "kind"} {
			if scalar(object, name) == "" {
				missing = append(missing, name)
			}
		}
		if metadata := get(object, "metadata"); scalar(metadata, "name") == "" && scalar(metadata, "generateName") == "" {
			missing = append(missing, "metadata.name")
		}
		if missing != nil {
			report(f.on(object, i18n.Text("the object has no %s", strings.Join(missing, ", "))))
		}
	})
}

// foreignNamespaces finds objects that would lie outside of the lab's own
// namespace, which are refused when the lab runs.
func foreignNamespaces(c *course, report reporter) {
	c.eachObject(func(f *file, object *yaml.Node) {
		namespace := get(get(object, "metadata"), "namespace")
		if namespace == nil || namespace.Kind == yaml.ScalarNode && strings.Trim(namespace.Value, namespaceMark) == "" {
			return
		}
		report(f.on(namespace, i18n.Text("the namespace must be the lab's own: remove the line, or write %s", "${{ namespace }}")))
	})
}

func (c *course) eachObject(look func(*file, *yaml.Node)) {
	for _, f := range c.manifests() {
		for _, object := range f.objects() {
			look(f, object)
		}
	}
}

// duplicateKeys finds fields that a manifest has twice.
func duplicateKeys(c *course, report reporter) {
	for _, f := range c.manifests() {
		for _, node := range f.nodes() {
			first := map[string]int{}
			for i := 0; node.Kind == yaml.MappingNode && i < len(node.Content); i += 2 {
				key := node.Content[i]
				if line, twice := first[key.Value]; twice && key.Kind == yaml.ScalarNode {
					report(f.on(key, i18n.Text("duplicate key %q; first defined on line %d", key.Value, line)))
				} else if key.Kind == yaml.ScalarNode {
					first[key.Value] = key.Line
				}
			}
		}
	}
}
