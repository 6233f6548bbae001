package testkit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

// Implementers are the names of the types with a method, as files of Go source
// declare them, sorted.
func Implementers(t *testing.T, method string, files ...string) []string {
	t.Helper()
	var types []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		Must(t, err)
		for _, declaration := range file.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Name.Name == method && f.Recv != nil {
				types = append(types, f.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	slices.Sort(types)
	return types
}
