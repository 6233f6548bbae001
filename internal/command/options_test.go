package command

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

// TestFlagsAreReadByTheirDestinationsAlone has the compiler know each flag that
// is read: the library's context, which reads them by name, goes no further than
// into the literal functions of a verb, and these ask it for arguments alone.
func TestFlagsAreReadByTheirDestinationsAlone(t *testing.T) {
	for name, file := range sources(t) {
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.FuncDecl:
				if slices.ContainsFunc(contexts(node.Type.Params), func(name string) bool { return name != "_" }) {
					t.Errorf("%s: %s takes a *cli.Context", name, node.Name)
				}
			case *ast.StructType:
				if len(contexts(node.Fields)) > 0 {
					t.Errorf("%s: a struct has a *cli.Context", name)
				}
			case *ast.FuncLit:
				for _, context := range contexts(node.Type.Params) {
					onlyArguments(t, name, node, context)
				}
			}
			return true
		})
	}
}

// sources parses the files of this package.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	entries, err := os.ReadDir(".")
	testkit.Must(t, err)
	files := map[string]*ast.File{}
	for _, entry := range entries {
		if name := entry.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			files[name], err = parser.ParseFile(token.NewFileSet(), name, nil, 0)
			testkit.Must(t, err)
		}
	}
	return files
}

// contexts gives the names of those fields that are a *cli.Context; "" is one
// that is embedded or has no name.
func contexts(fields *ast.FieldList) (names []string) {
	for _, field := range fields.List {
		pointer, _ := field.Type.(*ast.StarExpr)
		if pointer == nil {
			continue
		}
		selector, _ := pointer.X.(*ast.SelectorExpr)
		if selector == nil || selector.Sel.Name != "Context" {
			continue
		}
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
		if field.Names == nil {
			names = append(names, "")
		}
	}
	return names
}

// onlyArguments is a failure where a function does anything with its context but
// to read the arguments, or to give it to another literal function.
func onlyArguments(t *testing.T, file string, function *ast.FuncLit, context string) {
	t.Helper()
	ast.Inspect(function, func(node ast.Node) bool {
		selector, _ := node.(*ast.SelectorExpr)
		if selector == nil {
			return true
		}
		of, _ := selector.X.(*ast.Ident)
		if of != nil && of.Name == context && !slices.Contains([]string{"Context", "Args", "NArg", "App", "Command"}, selector.Sel.Name) {
			t.Errorf("%s: a verb reads its context's %s", file, selector.Sel.Name)
		}
		return true
	})
}
