package lab

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"labs.local/labs/internal/i18n"
)

var (
	plain   = regexp.MustCompile(`^([\pL\pN_./:@%+,=][\pL\pN_./:@%+,=-]*)?$`)
	literal = regexp.MustCompile(`^[\pL\pN_./:@%+,=-]*$`)
)

// expandScript puts values into a script, each as one word: it comes from the
// cluster, and must not run anything on the learner's machine. A value in
// which a shell would read signs goes in quotes, and only where it is all of a
// word, or with nothing but plain text beside it: NAME=${{ name }}.
func (v Values) expandScript(script string) (string, error) {
	expanded, err := v.ExpandText(script)
	if err != nil || !slices.ContainsFunc(references(script), v.signs) {
		return expanded, err
	}
	marked, marks := v.mark(script)
	text := marks.quoteWords(marked)
	for i, name := range references(script) {
		if v.signs(name) && strings.Contains(text, marks[2*i]) {
			return "", i18n.Errorf("value %q is %q, which contains characters that the shell would interpret here\nhint: assign it to a variable on a line of its own, %s, and use that variable", name, v[name], "NAME=${{ "+name+" }}")
		}
	}
	return strings.NewReplacer(marks...).Replace(text), nil
}

// signs says whether a shell reads more than a word in a value.
func (v Values) signs(name string) bool { return !plain.MatchString(v[name]) }

// quoteWords gives a script with those words in quotes that can only be words.
// One that no shell can read comes back as it is.
func (m marks) quoteWords(script string) string {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(script), "")
	if err != nil {
		return script
	}
	type edit struct {
		from, to int
		text     string
	}
	var edits []edit
	quote := func(w *syntax.Word, assigned bool) {
		if text, ok := m.word(w); ok && (assigned || !strings.HasPrefix(text, "-") || script[w.Pos().Offset()] == '-') {
			edits = append(edits, edit{int(w.Pos().Offset()), int(w.End().Offset()), "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"})
		}
	}
	syntax.Walk(file, func(node syntax.Node) bool {
		eachWord(node, quote)
		substitution, ok := node.(*syntax.CmdSubst)
		return !ok || !substitution.Backquotes
	})
	slices.SortFunc(edits, func(a, b edit) int { return b.from - a.from })
	for _, e := range edits {
		script = script[:e.from] + e.text + script[e.to:]
	}
	return script
}

// readers are commands of a shell that read more than words in their arguments.
var readers = []string{"eval", "trap", "let", "unset", "read", "alias", "source", "."}

// code is an option behind which a program takes code, as of sh -c.
var code = regexp.MustCompile(`^-[a-zA-Z]*[ce]$`)

// eachWord visits the words of a command that are no more than words for it: its arguments, and what it assigns.
func eachWord(node syntax.Node, visit func(w *syntax.Word, assigned bool)) {
	switch command := node.(type) {
	case *syntax.CallExpr:
		assignments(command.Assigns, visit)
		for i, w := range command.Args {
			if i > 0 {
				visit(w, false)
			}
			if i == 0 && slices.Contains(readers, w.Lit()) || code.MatchString(w.Lit()) {
				return
			}
		}
	case *syntax.DeclClause:
		if command.Variant.Value == "export" || command.Variant.Value == "readonly" {
			assignments(command.Args, visit)
		}
	}
}

func assignments(all []*syntax.Assign, visit func(w *syntax.Word, assigned bool)) {
	for _, a := range all {
		if a.Name == nil {
			return // an option
		}
		if a.Index == nil && a.Array == nil && a.Value != nil {
			visit(a.Value, true)
		}
	}
}

// word gives what a shell makes of a word with a value in it, where nothing else in it has a meaning to a shell.
func (m marks) word(w *syntax.Word) (text string, ok bool) {
	for _, part := range w.Parts {
		inner, known := quotedText(part)
		if text += inner; !known {
			return "", false
		}
	}
	return strings.NewReplacer(m...).Replace(text), m.in(text) && literal.MatchString(text)
}

// quotedText gives the text of a part of a word that is nothing but text.
func quotedText(part syntax.WordPart) (text string, ok bool) {
	switch part := part.(type) {
	case *syntax.Lit:
		return part.Value, true
	case *syntax.SglQuoted:
		return part.Value, !part.Dollar
	case *syntax.DblQuoted:
		for _, inner := range part.Parts {
			lit, isLit := inner.(*syntax.Lit)
			if !isLit {
				return "", false
			}
			text += lit.Value
		}
		return text, !part.Dollar
	}
	return "", false
}
