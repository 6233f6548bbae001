package draft

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/tutorial/page"
)

// foreignReference is what would refer to a value of the lab.
var foreignReference = regexp.MustCompile(`\$\x{e000}\{\{[^}\n]*\}\}`)

// verbatim gives a text as the tutorial has it.
func verbatim(text string) string { return strings.ReplaceAll(text, page.Foreign, "${{") }

// escape writes a text of a file in which labs puts values, so that what the
// tutorial has in it comes out as it is.
func escape(text string) string {
	return verbatim(foreignReference.ReplaceAllStringFunc(text, func(found string) string { return "$" + verbatim(found) }))
}

// escapeScalars does that for the texts of a lab file.
func escapeScalars(node *yaml.Node) {
	node.Value = escape(node.Value)
	node.HeadComment = verbatim(node.HeadComment)
	for _, item := range node.Content {
		escapeScalars(item)
	}
}
