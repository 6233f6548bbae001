package i18n_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"labs.local/labs/internal/testkit"
)

// root is the module's folder.
const root = "../.."

// translating names the functions whose first argument is a format of the
// catalogue, with what they are called upon; "" is anything.
var translating = map[string]string{
	"Text": "", "Errorf": "i18n", "Join": "i18n", "Say": "", "T": "", "Progress": "", "Busy": "", "Set": "Status|status",
}

// source is the program's own source, without its tests.
type source struct {
	set   *token.FileSet
	files map[string]*ast.File
}

func read(t *testing.T) *source {
	t.Helper()
	s := &source{token.NewFileSet(), map[string]*ast.File{}}
	for _, folder := range []string{"cmd/labs", "internal"} {
		testkit.Must(t, filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/testkit/") {
				return err
			}
			file, err := parser.ParseFile(s.set, path, nil, 0)
			name, _ := filepath.Rel(root, path)
			s.files[name] = file
			return err
		}))
	}
	return s
}

// each visits all nodes of one type.
func each[N ast.Node](s *source, visit func(file string, node N)) {
	for name, file := range s.files {
		ast.Inspect(file, func(node ast.Node) bool {
			if n, ok := node.(N); ok {
				visit(name, n)
			}
			return true
		})
	}
}

// at is where a node stands.
func (s *source) at(node ast.Node) string {
	position := s.set.Position(node.Pos())
	name, _ := filepath.Rel(root, position.Filename)
	return name + ":" + strconv.Itoa(position.Line)
}

// called gives the name of a called function or method, and the last word of
// what it is called upon.
func called(call *ast.CallExpr) (upon, name string) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return "", f.Name
	case *ast.SelectorExpr:
		switch x := f.X.(type) {
		case *ast.Ident:
			return x.Name, f.Sel.Name
		case *ast.SelectorExpr:
			return x.Sel.Name, f.Sel.Name
		}
		return "", f.Sel.Name
	}
	return "", ""
}

// translates says whether the call's first argument is a format of the
// catalogue.
func translates(call *ast.CallExpr) bool {
	upon, name := called(call)
	wanted, known := translating[name]
	return known && len(call.Args) > 0 && (wanted == "" || slices.Contains(strings.Split(wanted, "|"), upon))
}

// literal gives the value of a text that stands in the source.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := literal(e.X)
		right, also := literal(e.Y)
		return left + right, ok && also
	}
	return "", false
}

var verb = regexp.MustCompile(`%[-+# 0]*(?:\*|\d+)?(?:\.\d+)?(?:\[(\d+)\])?([a-zA-Z%])`)

// verbs gives the verb of each argument, by its index from 1.
func verbs(format string) map[int]string {
	found := map[int]string{}
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		found[next] = strings.ReplaceAll(m[2], "w", "v")
		next++
	}
	return found
}

// hasWords says whether there is something to translate.
func hasWords(format string) bool {
	return strings.ContainsFunc(verb.ReplaceAllString(format, ""), unicode.IsLetter)
}
