package i18n_test

import (
	"go/ast"
	"testing"
)

// TestNothingIsPrintedPastTheCatalogue looks at what goes to the reader's
// streams, and at the help.
func TestNothingIsPrintedPastTheCatalogue(t *testing.T) {
	s := read(t)
	each(s, func(_ string, call *ast.CallExpr) {
		upon, name := called(call)
		if upon != "fmt" || name != "Fprintf" && name != "Fprintln" && name != "Fprint" || !toStream(call.Args[0]) {
			return
		}
		if text, ok := literal(call.Args[1]); ok && hasWords(text) {
			t.Errorf("%s: %q is not translated", s.at(call), text)
		}
	})
	each(s, func(_ string, field *ast.KeyValueExpr) {
		if key, ok := field.Key.(*ast.Ident); ok && key.Name == "Usage" {
			if text, ok := literal(field.Value); ok {
				t.Errorf("%s: usage %q is not translated", s.at(field), text)
			}
		}
	})
}

// toStream says whether a writer is one of term.Streams.
func toStream(writer ast.Expr) bool {
	selector, ok := writer.(*ast.SelectorExpr)
	return ok && (selector.Sel.Name == "Out" || selector.Sel.Name == "Err")
}
