package console

import (
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/markdown"
	"labs.local/labs/internal/term"
)

// diagnosis writes why something failed, a cause a paragraph; the arrow marks
// where one begins.
func diagnosis(s *term.Streams, causes []i18n.Message, margin string) string {
	var b strings.Builder
	for _, cause := range causes {
		text := markdown.Indent(s.Language.Message(cause), margin+"  ", s.Width())
		b.WriteString(margin + "→ " + strings.TrimLeft(text, " "))
	}
	return b.String()
}
