package mutate

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// faulty is a text, a command line or an operation with one fault.
type faulty[T any] struct {
	name  string
	value T
}

// slip is a fault of a text: what matches becomes something else.
type slip struct {
	find *regexp.Regexp
	// with is a template of regexp.Expand.
	with string
	// where is what the line must have too; "" is any line.
	where string
}

// slips are those that leave a text running, and trusting or reaching more than it should.
func slips() []slip {
	command := func(name, option, where string) slip {
		return slip{regexp.MustCompile(`(?:^|[\s;|&(])(` + name + `)\b`), "${1} " + option, where}
	}
	return []slip{
		command(`(?:[\w./]*/)?curl`, "-k", "https://"),
		command(`(?:[\w./]*/)?wget`, "--no-check-certificate", "https://"),
		command(`(?:[\w./]*/)?kubectl proxy`, "--insecure-skip-tls-verify", ""),
		command(`(?:[\w./]*/)?kubectl proxy`, "--address=0.0.0.0", ""),
		{regexp.MustCompile(`(--cacert[ =]\S+)`), "--insecure", ""},
		{regexp.MustCompile(`(--certificate-authority[ =]\S+)`), "--insecure-skip-tls-verify", ""},
		{regexp.MustCompile(`(certificate-authority(?:-data)?: *[^\s,}]+)`), "insecure-skip-tls-verify: true", ""},
		{regexp.MustCompile(`(insecure-skip-tls-verify(?:: *|=)false)`), "insecure-skip-tls-verify=true", ""},
		{regexp.MustCompile(`((?:--(?:address|bind|listen|host)[ =])(?:127\.0\.0\.1|localhost))`), "--address=0.0.0.0", ""},
		{regexp.MustCompile(`(/namespaces/(?:\$\{\{[^}]*\}\}|[^/\s"'{}]+)/[a-z]+)(?:\?[^\s"']*)?(?:["'\s]|$)`), "", ""},
	}
}

// off are words of a line that verifies nothing already.
var off = regexp.MustCompile(`curl\s(?:.*\s)?(?:-\w*k\w*|--insecure)\b|--no-check-certificate|insecure-skip-tls-verify[^=]*[=:]? *(?:true|$)`)

// texts gives a text with each of the slips that can be made in it.
func texts(text string) (found []faulty[string]) {
	seen := map[string]int{}
	for _, s := range slips() {
		for _, at := range s.find.FindAllStringSubmatchIndex(text, -1) {
			was := text[at[2]:at[3]]
			is := s.becomes(text, was, at)
			if line := lineAt(text, at[2]); !strings.Contains(line, s.where) || s.where != "" && off.MatchString(line) {
				continue
			}
			name := was + " -> " + is
			if seen[name]++; seen[name] > 1 {
				name = fmt.Sprintf("%s (%d)", name, seen[name])
			}
			found = append(found, faulty[string]{name, text[:at[2]] + is + text[at[3]:]})
		}
	}
	return found
}

// becomes is what is put in the place of a match; a collection of a namespace becomes that of all namespaces.
func (s slip) becomes(text, was string, at []int) string {
	if s.with == "" {
		return "/" + path.Base(was)
	}
	return string(s.find.ExpandString(nil, s.with, text, at))
}

func lineAt(text string, at int) string {
	from := strings.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := strings.Cut(text[from:], "\n")
	return line
}

// wrongWords gives a command with each slip in one of its words, or in all of
// them where the program itself is the first one.
func wrongWords(words []string) (found []faulty[[]string]) {
	secure := slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "https://") }) && !off.MatchString(strings.Join(words, " "))
	option := map[string]string{"curl": "-k", "wget": "--no-check-certificate"}[path.Base(words[0])]
	if program := words[0]; secure && option != "" {
		changed := slices.Insert(slices.Clone(words), 1, option)
		found = append(found, faulty[[]string]{program + " -> " + program + " " + option, changed})
	}
	for i, word := range words {
		for _, wrong := range texts(word) {
			changed := slices.Clone(words)
			changed[i] = wrong.value
			found = append(found, faulty[[]string]{wrong.name, changed})
		}
	}
	return found
}
