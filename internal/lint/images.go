package lint

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/image"
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
	if f := c.manifest(l, o.Apply); f != nil {
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
	var faults []lab.Problem
	for _, l := range c.Labs {
		loaded := slices.Clone(l.Images)
		for _, o := range operations(l) {
			if o.Load != "" {
				loaded = append(loaded, o.Load)
			}
			for _, named := range c.containers(l, o) {
				if named.Message = find(l, named.image, loaded); !named.Message.IsZero() && !slices.ContainsFunc(faults, named.same) {
					faults = append(faults, named.Problem)
				}
			}
		}
	}
	return faults
}

// same says whether a fault has been told, for another lab or step.
func (n container) same(other lab.Problem) bool { return n.String() == other.String() }

// local gives the folder of images/ that an image of the course is built from.
func local(reference string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(reference, "localhost/")
	name, _, _ = strings.Cut(rest, ":")
	return name, ok
}

// unlistedImages finds images of the course that no node has when they are
// needed.
func unlistedImages(c *course) []lab.Problem {
	return c.eachContainer(func(l *lab.Lab, reference string, loaded []string) (none i18n.Message) {
		name, ok := local(reference)
		switch {
		case !ok || slices.ContainsFunc(loaded, func(name string) bool { return image.Reference(name) == reference }):
			return none
		case slices.Contains(loaded, name):
			return i18n.Text("lab %s has the image as %s, not as %s", l.Metadata.Name, image.Reference(name), reference)
		}
		return i18n.Text("lab %s has no image %s by then: add %s to images:, or load it in a step before", l.Metadata.Name, reference, name)
	})
}

// registryImages finds images that would have to be pulled.
func registryImages(c *course) []lab.Problem {
	return c.eachContainer(func(_ *lab.Lab, reference string, _ []string) (none i18n.Message) {
		if _, ok := local(reference); ok || reference == "" || strings.Trim(reference, "x") == "" {
			return none
		}
		return i18n.Text("image %s comes from a registry, which a workshop may not reach: build it from images/NAME/Dockerfile, list NAME in images:, and name it %s", reference, image.Reference("NAME"))
	})
}

// latestTags finds images of which nobody knows what they will be tomorrow.
func latestTags(c *course) []lab.Problem {
	return c.eachContainer(func(_ *lab.Lab, reference string, _ []string) (none i18n.Message) {
		_, tag, tagged := strings.Cut(reference[strings.LastIndexByte(reference, '/')+1:], ":")
		if tagged && tag != "latest" || strings.Contains(reference, "@") || strings.Trim(reference, "x") == "" {
			return none
		}
		return i18n.Text("image %s has the tag latest, which is pulled anew and changes: name a version", reference)
	})
}

// unusedImages finds images that a lab has loaded for nothing.
func unusedImages(c *course) []lab.Problem {
	var faults []lab.Problem
	for _, l := range c.Labs {
		for i, name := range l.Images {
			if !c.usesImage(l, name) {
				faults = append(faults, l.Problem(i18n.Text("nothing uses the image %s", image.Reference(name)), "images", strconv.Itoa(i)))
			}
		}
	}
	return faults
}

// usesImage says whether an operation uses an image, or a text names it.
func (c *course) usesImage(l *lab.Lab, name string) bool {
	reference := image.Reference(name)
	for _, o := range operations(l) {
		f := c.manifest(l, o.Apply)
		if o.Build == name || o.Load == name || strings.Contains(source(o.Operation), reference) || f != nil && strings.Contains(f.text, reference) {
			return true
		}
	}
	return slices.ContainsFunc(c.texts(l), func(f *file) bool { return strings.Contains(f.text, reference) })
}
