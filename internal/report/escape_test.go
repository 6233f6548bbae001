package report_test

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// ours are the tags that a summary has of its own.
var ours = strings.NewReplacer("<details>", "", "<summary>", "", "<code>", "", "</code>", "", "</summary>", "", "</details>", "")

// TestForeignTextIsNothingButCode reads a summary as GitHub does and demands
// that what a Pod wrote stands in code only.
func TestForeignTextIsNothingButCode(t *testing.T) {
	source := []byte(written(t, "markdown", options(), recorded()))
	document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	code := 0
	testkit.Must(t, ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan, *ast.FencedCodeBlock:
			code++
			return ast.WalkSkipChildren, nil
		case *ast.Link, *ast.AutoLink, *ast.Image, *ast.RawHTML, *ast.Emphasis, *ast.CodeBlock, *ast.List:
			t.Errorf("a %s at %d", n.Kind(), n.Pos())
		case *ast.HTMLBlock:
			if left := ours.Replace(string(n.Lines().Value(source))); strings.ContainsAny(left, "<>") {
				t.Errorf("foreign HTML: %s", left)
			}
		case *ast.Heading:
			if n.Level == 1 {
				t.Error("a heading of a Pod's")
			}
		case *ast.Text:
			if strings.ContainsAny(string(n.Value(source)), "@#|<`") {
				t.Errorf("foreign text outside of code: %s", n.Value(source))
			}
		}
		return ast.WalkContinue, nil
	}))
	if code < 20 {
		t.Errorf("only %d pieces of code", code)
	}
}

func TestTheNameOfAnImageStaysInItsCell(t *testing.T) {
	got := written(t, "markdown", options(), []event.Event{event.RunStarted{Image: "a|b`c", Labs: []*lab.Lab{env}}})
	if want := "| lab | ``a\\|b`c`` |\n| --- | --- |\n"; !strings.Contains(got, want) {
		t.Errorf("got %s", got)
	}
}
