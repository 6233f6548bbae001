package page

import (
	"regexp"
	"strings"
)

var (
	shortcode = regexp.MustCompile(`\{\{[<%]\s*(/?)\s*([\w-]+)([^{}]*?)/?\s*[>%]\}\}`)
	liquid    = regexp.MustCompile(`\{%.*?%\}|\{:\s?[.#][^}]*\}`)
	argument  = regexp.MustCompile(`([\w-]+)\s*=\s*"([^"]*)"|"([^"]*)"`)
	typed     = regexp.MustCompile("^([ \t]*)`([^`]+)`\\{\\{\\s*(?:execute|exec)\\b[^}]*\\}\\}\\s*$")
	siteLink  = regexp.MustCompile(`\[([^\]\[]*)\]\(([^)\s]*)(?:\s+"[^"]*")?\)`)
	picture   = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`)
	tag       = regexp.MustCompile(`(?i)</?(?:a|br|p|div|details|summary|span|img|center|sup|sub|button)(?:\s[^<>]*)?/?>`)
)

// headings are those that a site writes by shortcode.
var headings = map[string]string{
	"objectives": "Objectives", "prerequisites": "Before you begin", "cleanup": "Clean up", "whatsnext": "What's next",
	"synopsis": "Synopsis", "discussion": "Discussion",
}

// prose cleans one line that is no code.
func prose(line string) string {
	if m := typed.FindStringSubmatch(line); m != nil {
		return m[1] + "```shell\n" + m[1] + m[2] + "\n" + m[1] + "```"
	}
	before := line
	line = shortcode.ReplaceAllStringFunc(line, func(code string) string {
		m := shortcode.FindStringSubmatch(code)
		return standsFor(indent(line), m[1] != "", m[2], arguments(m[3]))
	})
	line = liquid.ReplaceAllString(line, "")
	line = tag.ReplaceAllString(picture.ReplaceAllString(line, ""), "")
	line = siteLink.ReplaceAllStringFunc(line, func(link string) string {
		m := siteLink.FindStringSubmatch(link)
		if strings.Contains(m[2], ":") && m[1] != "" {
			return link
		}
		return m[1] // leads nowhere from a lab
	})
	if line != before && strings.Trim(line, " \t*-+") == "" {
		return "" // it was all that stood there
	}
	return strings.TrimRight(line, " \t")
}

func indent(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

// arguments gives those of a shortcode; one without a name has the name "".
func arguments(text string) map[string]string {
	found := map[string]string{}
	for _, m := range argument.FindAllStringSubmatch(text, -1) {
		if m[1] == "" {
			found[""] = m[3]
		} else {
			found[m[1]] = m[2]
		}
	}
	return found
}

// standsFor gives the Markdown that a shortcode stands for.
func standsFor(indent string, closes bool, name string, args map[string]string) string {
	switch {
	case closes:
		return ""
	case args["file"] != "":
		return "```" + include + " " + args["file"] + "\n" + indent + "```"
	}
	switch name {
	case "heading":
		return headings[args[""]]
	case "prerequisites-heading":
		return "## " + headings["prerequisites"]
	case "whatsnext-heading":
		return "## " + headings["whatsnext"]
	case "note", "caution", "warning", "alert":
		return "**" + strings.ToUpper(name[:1]) + name[1:] + ":** "
	case "glossary_tooltip":
		if args["text"] != "" {
			return args["text"]
		}
		return strings.ReplaceAll(args["term_id"], "-", " ")
	case "tab":
		return "**" + args["name"] + "**"
	}
	return ""
}
