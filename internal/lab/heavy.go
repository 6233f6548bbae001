package lab

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"

	"labs.local/labs/internal/i18n"
)

// maxSigns is how many signs of emphasis and links a paragraph has, maxQuotes
// how many quotes and lists begin in one line: readers of Markdown take time
// in proportion to the square of either.
const maxSigns, maxQuotes = 1000, 64

var nested = regexp.MustCompile(`(?m)^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])){64}`)

// nestedAt gives the problem of a line that nests too deeply. It is looked
// for before anything else reads the text.
func nestedAt(file string, source []byte) []Problem {
	at := nested.FindIndex(source)
	if at == nil {
		return nil
	}
	line := bytes.Count(source[:at[0]], []byte("\n")) + 1
	return []Problem{{File: file, Line: line, Column: 1, Message: i18n.Text("is nested more than %d levels deep", maxQuotes)}}
}

// signedAt gives the problem of the first paragraph with too many signs.
func signedAt(file string, source []byte, root ast.Node) []Problem {
	for node := range MarkdownNodes(root) {
		if node.Type() != ast.TypeBlock || node.IsRaw() || node.Lines().Len() == 0 {
			continue
		}
		signs := 0
		for _, sign := range "*_[" {
			signs += bytes.Count(node.Lines().Value(source), []byte(string(sign)))
		}
		if signs > maxSigns {
			line := bytes.Count(source[:node.Lines().At(0).Start], []byte("\n")) + 1
			return []Problem{{File: file, Line: line, Column: 1, Message: i18n.Text("a paragraph has more than %d characters for emphasis and links", maxSigns)}}
		}
	}
	return nil
}
