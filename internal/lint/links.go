package lint

import (
	"net/url"
	"path"
	"strings"

	"labs.local/labs/internal/i18n"
)

// deadLinks finds links and images that lead nowhere in the course.
func deadLinks(c *course, report reporter) {
	for _, f := range c.files {
		if !f.markdown() {
			continue
		}
		for _, l := range f.links() {
			if message := c.dead(f, l.to); !message.IsZero() {
				report(f.at(l.offset, message))
			}
		}
	}
}

func (c *course) dead(from *file, to string) (none i18n.Message) {
	address, err := url.Parse(to)
	if err != nil {
		return i18n.Text("%q is not a valid link", to)
	}
	if address.Scheme != "" || address.Host != "" {
		return none
	}
	target := from.name
	if address.Path != "" {
		target = path.Join(path.Dir(from.name), address.Path)
	}
	switch page := c.file(target); {
	case strings.HasPrefix(address.Path, "/"), target == "..", strings.HasPrefix(target, "../"):
		return i18n.Text("link %q points outside the course", to)
	case !c.exists(target):
		return i18n.Text("broken link %q: %s does not exist", to, target)
	case address.Fragment != "" && page != nil && page.markdown() && !page.anchors()[address.Fragment]:
		return i18n.Text("broken link %q: no heading in %s has {#%s}", to, target, address.Fragment)
	}
	return none
}
