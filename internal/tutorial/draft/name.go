package draft

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// looseEnd is a word that no name ends with.
var looseEnd = regexp.MustCompile(`-(?:the|a|an|of|in|on|to|for|and|or|from|with|that|by|is|its|your|as|at)$`)

// slug makes a name of a text, cut between words.
func slug(text string, longest int) string {
	name := strings.Trim(notInNames.ReplaceAllString(strings.ToLower(text), "-"), "-")
	if len(name) > longest {
		if cut := strings.LastIndexByte(name[:longest+1], '-'); cut > longest/2 {
			longest = cut
		}
		name = strings.Trim(name[:longest], "-")
		for looseEnd.MatchString(name) {
			name = looseEnd.ReplaceAllString(name, "")
		}
	}
	return name
}

// longestName is that of a lab, in bytes.
const longestName = 40

// name is the lab's: the one asked for, or made of the title or the file's.
func (d *Draft) name(asked, file string) string {
	stem, _, _ := strings.Cut(file, ".")
	for _, name := range []string{asked, slug(d.title, longestName), slug(stem, longestName)} {
		if len(name) > 2 || name != "" && name == asked {
			return name
		}
	}
	return "tutorial"
}

// stepName is the heading's own identifier, or made of the title, or of the
// command where the title has no letters for it.
func (d *Draft) stepName(title string, command []string) string {
	name := slug(title, 32)
	if !d.section.used && d.section.id != "" {
		name = slug(d.section.id, 32)
	}
	if len(name) < 3 || chineseText(title) || strings.HasPrefix(title, "`") {
		name = slug(strings.Join(spoken(command), " "), 32)
	}
	if name == "" || name == lab.Summary {
		name = "step"
	}
	return page.Unique(name, func(name string) bool {
		return slices.ContainsFunc(d.steps, func(s *Step) bool { return s.name == name })
	})
}

// spoken gives the first words of a command that tell what it does.
func spoken(command []string) []string {
	var words []string
	for n, word := range command {
		if len(words) == 4 {
			break
		}
		if n > 0 && !strings.HasPrefix(word, "-") || word != "kubectl" && word != "k" && n == 0 {
			words = append(words, word)
		}
	}
	return words
}

func chineseText(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
