package replay

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/tutorial/page"
)

// objects are those that the lab has made, by KIND/NAME.
type objects map[string]*page.Object

var (
	podOfDeployment = regexp.MustCompile(`^([a-z0-9][a-z0-9-]*)-([a-z0-9]{6,10})-[a-z0-9]{5}$`)
	placeholder     = regexp.MustCompile(`<[a-zA-Z][\w -]*>|\[[A-Z][A-Z_-]+\]|\[--?\w|\{\{`)
)

// owner gives the Deployment that a Pod's name, such as web-5d59d67564-x2x9k,
// belongs to, or "".
func (o objects) owner(pod string) string {
	if m := podOfDeployment.FindStringSubmatch(pod); m != nil && o["deployment/"+m[1]] != nil {
		return "deployment/" + m[1]
	}
	return ""
}

// owners names the Deployment instead of a Pod of it, whose name is another
// each time.
func (o objects) owners(words []string) []string {
	words = slices.Clone(words)
	for n, word := range words {
		if word == "--" {
			break
		}
		if owner := o.owner(strings.TrimPrefix(word, "pod/")); owner != "" {
			words[n] = owner
		}
	}
	return words
}

// doubts are about names that are others each time.
func doubts(words []string) []i18n.Message {
	for _, word := range words {
		if m := podOfDeployment.FindStringSubmatch(word); m != nil && strings.ContainsAny(m[2], "0123456789") {
			return []i18n.Message{i18n.Text("the name %s is another one each time: select by a label, or capture it", word)}
		}
		if placeholder.MatchString(word) {
			return []i18n.Message{i18n.Text("%s stands for a value that the reader puts in", word)}
		}
	}
	return nil
}
