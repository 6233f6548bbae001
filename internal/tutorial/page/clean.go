package page

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/term"
)

// include marks a fence that stands for a file: its language, with the file's name behind it.
const include = "labs-include"

var (
	fenceLine   = regexp.MustCompile("^[ \t>]*(```+|~~~+)(.*)$")
	frontMatter = regexp.MustCompile(`\A(?s:(---|\+\+\+)[ \t]*\n(.*?)\n(?:---|\+\+\+)[ \t]*(?:\n|\z))`)
	tomlTitle   = regexp.MustCompile(`(?m)^title\s*=\s*["'](.*)["']\s*$`)
)

// matter is what is read of a page's front matter.
type matter struct {
	Title   string `yaml:"title"`
	Version string `yaml:"min-kubernetes-server-version"`
}

// Foreign stands for the ${{ of a tutorial until the lab is written, beside the
// references that the import makes itself; the character in it is one of those
// that Unicode leaves to programs.
const Foreign = "$\ue000{{"

// harmless makes a text of what was read: without control characters, and
// with a mark in what would refer to a value of a lab.
func harmless(data []byte) string {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(data), "\ufeff"))
	return strings.ReplaceAll(term.Sanitize(text), "${{", Foreign)
}

// clean takes off what belongs to a site generator and not to the text: front
// matter, comments, shortcodes, links within the site. Fences stay as they are.
func clean(source string) (matter, string) {
	var head matter
	if m := frontMatter.FindStringSubmatch(source); m != nil {
		if m[1] == "---" {
			_ = yaml.Unmarshal([]byte(m[2]), &head) // a page without a title is still a page
		} else if title := tomlTitle.FindStringSubmatch(m[2]); title != nil {
			head.Title = title[1]
		}
		source = source[len(m[0]):]
	}
	var b strings.Builder
	for line, fenced := range outside(source) {
		if !fenced {
			line = prose(line)
		}
		b.WriteString(line + "\n")
	}
	return head, b.String()
}

// outside gives the lines of a text with whether they belong to a fence; HTML
// comments are left out, with the fences in them.
func outside(source string) func(yield func(line string, fenced bool) bool) {
	return func(yield func(string, bool) bool) {
		fence, comment := "", false
		for line := range strings.SplitSeq(source, "\n") {
			if fence == "" {
				line, comment = uncomment(line, comment)
			}
			m := fenceLine.FindStringSubmatch(line)
			fenced := fence != "" || m != nil
			switch {
			case m == nil:
			case fence == "":
				fence = m[1]
			case strings.HasPrefix(m[1], fence) && strings.TrimSpace(m[2]) == "":
				fence = ""
			}
			if !yield(line, fenced) {
				return
			}
		}
	}
}

// uncomment takes HTML comments out of a line; within says whether one is open.
func uncomment(line string, within bool) (string, bool) {
	var b strings.Builder
	for {
		mark := "<!--"
		if within {
			mark = "-->"
		}
		before, after, found := strings.Cut(line, mark)
		if !within {
			b.WriteString(before)
		}
		if !found {
			return b.String(), within
		}
		line, within = after, !within
	}
}

var versionForm = regexp.MustCompile(`^1\.\d{1,3}(\.\d+)?$`)

// kubernetes is the constraint on the cluster's version.
func (m matter) kubernetes() string {
	if version := strings.Trim(m.Version, "v \"'"); versionForm.MatchString(version) {
		return ">=" + version
	}
	return ">=1.30"
}
