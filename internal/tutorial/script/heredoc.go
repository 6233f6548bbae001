package script

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Heredoc is a text that stands behind a command, <<EOF.
type Heredoc struct {
	Text string
	// Expands says that the shell would put values into it.
	Expands bool
	// File is where it is written to, "" where a command reads it.
	File string
	// reader is the command that reads it.
	reader *syntax.Stmt
}

// Reader gives the words of the command that reads the text, as Words does.
func (h *Heredoc) Reader(variables map[string]string) ([]string, bool) {
	return words(h.reader, variables)
}

// Heredoc gives the text that a command is fed with, or nil: of "cat <<EOF |
// kubectl apply -f -" and of "kubectl apply -f - <<EOF" for kubectl, of "cat
// <<EOF >FILE" for the file.
func (c *Command) Heredoc() *Heredoc {
	if c.stmt == nil {
		return nil
	}
	from, reader := c.stmt, c.stmt
	if pipe, ok := c.stmt.Cmd.(*syntax.BinaryCmd); ok && pipe.Op == syntax.Pipe {
		from, reader = pipe.X, pipe.Y
	}
	h, file := c.redirected(from)
	if h == nil {
		return nil
	}
	called, _ := words(&syntax.Stmt{Cmd: from.Cmd}, nil)
	cat := len(called) == 1 && called[0] == "cat"
	switch {
	case from != reader && (!cat || file != ""):
		return nil
	case from == reader && len(called) == 2 && called[0] == "tee":
		file = called[1]
	case from == reader && file != "" && !cat:
		return nil
	}
	h.File, h.reader = file, &syntax.Stmt{Cmd: reader.Cmd}
	return h
}

// redirected gives the here-document of a statement, and the file that its output goes to.
func (c *Command) redirected(from *syntax.Stmt) (h *Heredoc, file string) {
	for _, redirect := range from.Redirs {
		switch {
		case redirect.Hdoc != nil:
			h = c.behind(redirect)
		case redirect.Op == syntax.RdrOut || redirect.Op == syntax.AppOut:
			if names, ok := fields(nil, redirect.Word); ok && len(names) == 1 {
				file = names[0]
			}
		}
	}
	return h, file
}

func (c *Command) behind(redirect *syntax.Redirect) *Heredoc {
	from, to := int(redirect.Hdoc.Pos().Offset()), int(redirect.Hdoc.End().Offset())
	if from > to || to > len(c.source) {
		return nil
	}
	h := &Heredoc{Text: c.source[from:to]}
	if last := strings.LastIndexByte(h.Text, '\n') + 1; strings.TrimSpace(h.Text[last:]) == strings.Trim(source(redirect.Word), `'"\`) {
		h.Text = h.Text[:last]
	}
	if redirect.Op == syntax.DashHdoc {
		h.Text = strings.ReplaceAll("\n"+h.Text, "\n\t", "\n")[1:]
	}
	if quoted(redirect.Word) {
		return h
	}
	_, plain := fields(nil, redirect.Hdoc)
	h.Expands = !plain
	h.Text = strings.NewReplacer(`\$`, "$", "\\`", "`", `\\`, `\`).Replace(h.Text)
	return h
}

// quoted says whether a word has quotes or a backslash.
func quoted(w *syntax.Word) bool {
	for _, part := range w.Parts {
		if literal, ok := part.(*syntax.Lit); !ok || strings.Contains(literal.Value, `\`) {
			return true
		}
	}
	return false
}

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

// Value is the value, where it is one word in which nothing is left to be expanded but these variables.
func (a Assignment) Value(variables map[string]string) (string, bool) {
	if values, ok := fields(variables, a.value); ok && len(values) == 1 {
		return values[0], true
	}
	return "", false
}

// Command gives the words of the command whose output is the value, $(...), in quotes or not.
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
