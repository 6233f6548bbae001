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

var containerLists = []string{"containers", "initContainers", "ephemeralContainers"}

// containers gives the images that a manifest names.
func (f *file) containers() (found []container) {
	for _, node := range f.nodes() {
		for i := 1; node.Kind == yaml.MappingNode && i < len(node.Content); i += 2 {
			list := node.Content[i]
			if list.Kind != yaml.SequenceNode || !slices.Contains(containerLists, node.Content[i-1].Value) {
				continue
			}
			for _, of := range list.Content {
				if named := get(of, "image"); named != nil && named.Kind == yaml.ScalarNode {
					found = append(found, container{named.Value, f.on(named, i18n.Message{})})
				}
			}
		}
	}
	return found
}

var imageOption = regexp.MustCompile(`^--image[= ](.+)$`)

// containers gives the images that an operation brings into Pods.
func (c *course) containers(l *lab.Lab, o operation) (found []container) {
	if f := c.manifest(l, o); f != nil {
		return f.containers()
	}
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
// nodes by then. A problem of what two labs apply is reported once.
func (c *course) eachContainer(report reporter, find func(l *lab.Lab, image string, loaded []string) i18n.Message) {
	known := map[string]bool{}
	for _, l := range c.Labs {
		loaded := slices.Clone(l.Images)
		for _, o := range operations(l) {
			if o.Load != "" {
				loaded = append(loaded, o.Load)
			}
			for _, named := range c.containers(l, o) {
				if named.Message = find(l, named.image, loaded); !named.Message.IsZero() && !known[named.String()] {
					known[named.String()] = true
					report(named.Problem)
				}
			}
		}
	}
}
