package tutorial

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
)

// assignment takes a line that only sets variables: to a text; to a value of
// an object, which the lab captures; or else for the scripts that follow.
func (i *importer) assignment(stmt *syntax.Stmt) bool {
	assigns := assigns(stmt)
	for _, a := range assigns {
		if a.Name == nil || a.Value == nil || a.Index != nil || a.Array != nil {
			return false
		}
	}
	for _, a := range assigns {
		name := a.Name.Value
		if values, ok := fields(i.variables, a.Value); ok && len(values) == 1 {
			i.variables[name] = values[0]
			i.preamble = append(i.preamble, "export "+name+"="+shell.Words(values[0]))
			continue
		}
		if i.captures(name, a.Value) {
			i.variables[name] = "${{ " + name + " }}"
			i.preamble = append(i.preamble, "export "+name+"='${{ "+name+" }}'")
			continue
		}
		i.words = []string{name + "=…"}
		i.preamble = append(i.preamble, "export "+name+"="+source(a.Value))
	}
	return len(assigns) > 0
}

func assigns(stmt *syntax.Stmt) []*syntax.Assign {
	if stmt == nil || len(stmt.Redirs) > 0 {
		return nil
	}
	switch c := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		if len(c.Args) == 0 {
			return c.Assigns
		}
	case *syntax.DeclClause:
		if c.Variant.Value == "export" {
			return c.Args
		}
	}
	return nil
}

func source(w *syntax.Word) string {
	var b strings.Builder
	_ = syntax.NewPrinter().Print(&b, w)
	return b.String()
}

// captures takes NAME=$(kubectl get KIND OBJECT -o jsonpath=...) for a value
// that the lab reads itself.
func (i *importer) captures(name string, value *syntax.Word) bool {
	inner := substitution(value)
	if inner == nil || len(inner.Stmts) != 1 || len(i.steps) == 0 {
		return false
	}
	words, ok := call(inner.Stmts[0], i.variables)
	if !ok || words[0] != "kubectl" {
		return false
	}
	k := parseKubectl(words[1:])
	if k == nil || k.path != "get" {
		return false
	}
	template, found := strings.CutPrefix(k.text("output"), "jsonpath=")
	named := references(k.args)
	if !found || len(named) != 1 || !strings.HasPrefix(template, "{") {
		return false
	}
	s := i.steps[len(i.steps)-1]
	if s.capture == nil {
		s.capture = map[string]lab.Capture{}
	}
	s.capture[name] = lab.Capture{Object: named[0], JSONPath: template}
	i.current = nil // values are read when a step's operations are done
	return true
}

// substitution gives the command of $(...), in quotes or not.
func substitution(w *syntax.Word) *syntax.CmdSubst {
	if len(w.Parts) != 1 {
		return nil
	}
	part := w.Parts[0]
	if quoted, ok := part.(*syntax.DblQuoted); ok && len(quoted.Parts) == 1 {
		part = quoted.Parts[0]
	}
	inner, _ := part.(*syntax.CmdSubst)
	return inner
}
