package script

import "mvdan.cc/sh/v3/syntax"

// Assignment is NAME=VALUE.
type Assignment struct {
	Name  string
	value *syntax.Word
}

// Assignments gives those of a line that does nothing else, or nil.
func (c *Command) Assignments() []Assignment {
	var all []Assignment
	for _, a := range assigns(c.stmt) {
		if a.Name == nil || a.Value == nil || a.Index != nil || a.Array != nil {
			return nil
		}
		all = append(all, Assignment{a.Name.Value, a.Value})
	}
	return all
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

// Source is the value as it is written.
func (a Assignment) Source() string { return source(a.value) }

// Value is the value, where it is one word in which nothing is left to be
// expanded but these variables.
func (a Assignment) Value(variables map[string]string) (string, bool) {
	if values, ok := fields(variables, a.value); ok && len(values) == 1 {
		return values[0], true
	}
	return "", false
}

// Command gives the words of the command whose output is the value, $(...), in
// quotes or not.
func (a Assignment) Command(variables map[string]string) ([]string, bool) {
	if len(a.value.Parts) != 1 {
		return nil, false
	}
	part := a.value.Parts[0]
	if quoted, ok := part.(*syntax.DblQuoted); ok && len(quoted.Parts) == 1 {
		part = quoted.Parts[0]
	}
	inner, _ := part.(*syntax.CmdSubst)
	if inner == nil || len(inner.Stmts) != 1 {
		return nil, false
	}
	return words(inner.Stmts[0], variables)
}
