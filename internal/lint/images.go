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

// local gives the folder of images/ that an image of the course is built from.
func local(reference string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(reference, "localhost/")
	name, _, _ = strings.Cut(rest, ":")
	return name, ok
}

// unlistedImages finds images of the course that no node has when they are needed.
func unlistedImages(c *course, report reporter) {
	c.eachContainer(report, func(l *lab.Lab, reference string, loaded []string) (none i18n.Message) {
		name, ok := local(reference)
		switch {
		case !ok || slices.ContainsFunc(loaded, func(name string) bool { return image.Reference(name) == reference }):
			return none
		case slices.Contains(loaded, name):
			return i18n.Text("in lab %s this image is named %s, not %s", l.Metadata.Name, image.Reference(name), reference)
		}
		return i18n.Text("lab %s does not have image %s at this step: add %s to images:, or load it in an earlier step", l.Metadata.Name, reference, name)
	})
}

// registryImages finds images that would have to be pulled.
func registryImages(c *course, report reporter) {
	c.eachContainer(report, func(_ *lab.Lab, reference string, _ []string) (none i18n.Message) {
		if _, ok := local(reference); ok || reference == "" || strings.Trim(reference, "x") == "" {
			return none
		}
		return i18n.Text("image %s comes from a registry, which may be out of reach in a workshop: build it from images/NAME/Dockerfile, list NAME under images:, and refer to it as %s", reference, image.Reference("NAME"))
	})
}

// latestTags finds images of which nobody knows what they will be tomorrow.
func latestTags(c *course, report reporter) {
	c.eachContainer(report, func(_ *lab.Lab, reference string, _ []string) (none i18n.Message) {
		_, tag, tagged := strings.Cut(reference[strings.LastIndexByte(reference, '/')+1:], ":")
		if tagged && tag != "latest" || strings.Contains(reference, "@") || strings.Trim(reference, "x") == "" {
			return none
		}
		return i18n.Text("image %s uses the tag latest, which is pulled every time and can change: use a version tag", reference)
	})
}

// unusedImages finds images that a lab has loaded for nothing.
func unusedImages(c *course, report reporter) {
	for _, l := range c.Labs {
		for i, name := range l.Images {
			if !c.usesImage(l, name) {
				report(l.Problem(i18n.Text("nothing uses the image %s", image.Reference(name)), "images", strconv.Itoa(i)))
			}
		}
	}
}

// usesImage says whether an operation uses an image, or a text names it.
func (c *course) usesImage(l *lab.Lab, name string) bool {
	reference := image.Reference(name)
	for _, o := range operations(l) {
		f := c.manifest(l, o)
		if o.Facts().Image == name || strings.Contains(source(o.Operation), reference) || f != nil && strings.Contains(f.text, reference) {
			return true
		}
	}
	return slices.ContainsFunc(c.texts(l), func(f *file) bool { return strings.Contains(f.text, reference) })
}
