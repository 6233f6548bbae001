package lint

import (
	"regexp"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// container is the image of a container, with the place that names it.
type container struct {
	image string
	lab.Problem
}

// containers gives the images that a manifest names.
func (f *file) containers() []container {
	var found []container
	documents, _ := f.documents()
	for _, document := range documents {
		found = f.containersBelow(document, found)
	}
	return found
}

func (f *file) containersBelow(node *yaml.Node, found []container) []container {
	for i, item := range node.Content {
		key := ""
		if node.Kind == yaml.MappingNode && i%2 == 1 {
			key = node.Content[i-1].Value
		}
		if slices.Contains([]string{"containers", "initContainers", "ephemeralContainers"}, key) && item.Kind == yaml.SequenceNode {
			for _, of := range item.Content {
				if named := get(of, "image"); named != nil && named.Kind == yaml.ScalarNode {
					found = append(found, container{named.Value, f.on(named, i18n.Message{})})
				}
			}
		}
		found = f.containersBelow(item, found)
	}
	return found
}

var imageOption = regexp.MustCompile(`^--image[= ](.+)$`)

// containers gives the images that an operation brings into Pods.
func (c *course) containers(l *lab.Lab, o operation) []container {
	if f := c.manifest(l, o); f != nil {
		return f.containers()
	}
	var found []container
	for i, arg := range o.Kubectl {
		if arg == "--image" && i+1 < len(o.Kubectl) {
			arg += " " + o.Kubectl[i+1]
		}
		if named := imageOption.FindStringSubmatch(arg); named != nil {
			found = append(found, container{named[1], l.Problem(i18n.Message{}, append(slices.Clone(o.at), "kubectl", strconv.Itoa(i))...)})
		}
	}
	return found
}

// eachContainer visits the images of all labs, and says which are in the
// nodes by then. What two labs apply is visited for both.
func (c *course) eachContainer(find func(l *lab.Lab, image string, loaded []string) i18n.Message) []lab.Problem {
	var problems []lab.Problem
	for _, l := range c.Labs {
		loaded := slices.Clone(l.Images)
		for _, o := range operations(l) {
			if o.Load != "" {
				loaded = append(loaded, o.Load)
			}
			for _, named := range c.containers(l, o) {
				if named.Message = find(l, named.image, loaded); !named.Message.IsZero() && !slices.ContainsFunc(problems, named.same) {
					problems = append(problems, named.Problem)
				}
			}
		}
	}
	return problems
}

// same says whether a problem was reported, for another lab or step.
func (n container) same(other lab.Problem) bool { return n.String() == other.String() }
