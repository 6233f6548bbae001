package lint

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/replace"
)

// Fixed is a file that was fixed.
type Fixed struct {
	File string
	// Text is what the file holds then.
	Text string
	// Rules names the rules that it had broken.
	Rules []string
}

// Fixes gives the files that Fix would write: of some labs, or of all for nil.
func Fixes(from *lab.Course, labs []*lab.Lab) ([]Fixed, error) {
	c, err := read(from)
	if err != nil {
		return nil, err
	}
	var fixed []Fixed
	belongs := filesOf(labs)
	for _, f := range c.files {
		if labs != nil && !belongs(f.name) {
			continue
		}
		if text, rules := c.fixed(f); text != f.text {
			fixed = append(fixed, Fixed{f.name, text, rules})
		}
	}
	return fixed, nil
}

// Fix fixes the mechanical problems of a course that was read from a directory, and gives what
// it has written. Each file is replaced atomically and keeps its mode; nothing but
// the problems of the rules is changed in it.
func Fix(from *lab.Course, folder string, labs []*lab.Lab) ([]Fixed, error) {
	fixed, err := Fixes(from, labs)
	for i, f := range fixed {
		name := filepath.Join(folder, filepath.FromSlash(f.File))
		if err := replace.File(name, []byte(f.Text), 0o644); err != nil {
			return fixed[:i], i18n.Errorf("fix %q: %w\nhint: the file was not changed", f.File, err)
		}
	}
	return fixed, err
}

// Of leaves of the problems those in the files of some labs.
func Of(problems []lab.Problem, labs []*lab.Lab) []lab.Problem {
	belongs := filesOf(labs)
	return slices.DeleteFunc(slices.Clone(problems), func(problem lab.Problem) bool { return !belongs(problem.File) })
}

// filesOf says which files are those of some labs: what lies in their folders,
// and the manifests and images that they use.
func filesOf(labs []*lab.Lab) func(name string) bool {
	known := map[string]bool{}
	for _, l := range labs {
		known[l.Dir], known[l.File()] = true, true
		for _, name := range l.Images {
			known[path.Join("images", name)] = true
		}
		for _, o := range operations(l) {
			facts := o.Facts()
			known[path.Join("images", facts.Image)] = facts.Image != ""
			known[path.Join("manifests", facts.Manifest)] = facts.Manifest != ""
		}
	}
	return func(name string) bool {
		parts := strings.Split(name, "/")
		return known[name] || len(parts) > 1 && known[path.Join(parts[:2]...)]
	}
}

// edit puts a text in the place of another, by offsets. It is an error where it has a message.
type edit struct {
	from, to int
	with     string
	message  i18n.Message
}

// apply gives the text with edits, which are in order and do not overlap.
func apply(text string, edits []edit) string {
	var b strings.Builder
	done := 0
	for _, e := range edits {
		b.WriteString(text[done:e.from])
		b.WriteString(e.with)
		done = e.to
	}
	b.WriteString(text[done:])
	return b.String()
}

// passes bounds how often the rules are gone through: what one fixes another may see then.
const passes = 4

// fixed gives the text of a file as the rules would have it, and the names of those that changed it.
func (c *course) fixed(f *file) (text string, rules []string) {
	now := f
	for range passes {
		before := now.text
		for _, rule := range Rules() {
			if rule.fix == nil {
				continue
			}
			text := apply(now.text, rule.fix(c, now))
			if text == now.text || !now.keeps(text) {
				continue
			}
			now = now.with(text)
			if !slices.Contains(rules, rule.Name) {
				rules = append(rules, rule.Name)
			}
		}
		if now.text == before {
			break
		}
	}
	return now.text, rules
}

// keeps says whether a text has all headings that the file has: an edit that turns one into something else is none.
func (f *file) keeps(text string) bool {
	if !f.markdown() {
		return true
	}
	left := lab.Outline([]byte(text))
	for _, heading := range lab.Outline([]byte(f.text)) {
		i := slices.IndexFunc(left, func(h lab.Heading) bool {
			return h.Level == heading.Level && h.ID == heading.ID && h.Title == heading.Title
		})
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}
