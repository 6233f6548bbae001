package lint

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// manifests gives the files that labs apply.
func (c *course) manifests() []*file {
	var found []*file
	used, _ := c.used()
	for _, f := range c.files {
		if used[f.name] {
			found = append(found, f)
		}
	}
	return found
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)

// manifestSyntax finds manifests that are not YAML or have no object.
func manifestSyntax(c *course) []lab.Problem {
	var problems []lab.Problem
	for _, f := range c.manifests() {
		documents, err := f.documents()
		if err == nil && len(documents) == 0 {
			problems = append(problems, f.at(0, i18n.Text("this manifest contains no object")))
		}
		if err != nil {
			problem := lab.Problem{File: f.name, Line: 1, Column: 1}
			if found := yamlLine.FindStringSubmatch(err.Error()); found != nil {
				problem.Line, _ = strconv.Atoi(found[1])
			}
			problem.Message = i18n.Text("not YAML: %s", yamlLine.ReplaceAllString(strings.TrimPrefix(err.Error(), "yaml: "), ""))
			problems = append(problems, problem)
		}
	}
	return problems
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
		if metadata := get(object, "metadata"); scalar(metadata, "name") == "" && scalar(metadata, "generateName") == "" {
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
		return []lab.Problem{f.on(namespace, i18n.Text("the namespace must be the lab's own: remove the line, or write %s", "${{ namespace }}"))}
	})
}

func (c *course) eachObject(find func(*file, *yaml.Node) []lab.Problem) []lab.Problem {
	var problems []lab.Problem
	for _, f := range c.manifests() {
		for _, object := range f.objects() {
			problems = append(problems, find(f, object)...)
		}
	}
	return problems
}

// duplicateKeys finds fields that a manifest has twice.
func duplicateKeys(c *course) []lab.Problem {
	var problems []lab.Problem
	for _, f := range c.manifests() {
		documents, _ := f.documents()
		for _, document := range documents {
			problems = append(problems, f.twice(document)...)
		}
	}
	return problems
}

func (f *file) twice(node *yaml.Node) []lab.Problem {
	var problems []lab.Problem
	first := map[string]int{}
	for i, item := range node.Content {
		problems = append(problems, f.twice(item)...)
		if node.Kind != yaml.MappingNode || i%2 != 0 || item.Kind != yaml.ScalarNode {
			continue
		}
		if line, twice := first[item.Value]; twice {
			problems = append(problems, f.on(item, i18n.Text("duplicate key %q; first defined on line %d", item.Value, line)))
			continue
		}
		first[item.Value] = item.Line
	}
	return problems
}
