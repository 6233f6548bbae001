// Package script reads what a tutorial has its reader type, as a shell would read it; it runs nothing.
package script

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// Command is one statement of a shell.
type Command struct {
	// Text is the statement as it is written.
	Text string
	// source is what it stands in.
	source string
	// stmt is nil where no shell could read it.
	stmt *syntax.Stmt
}

func parse(text string) (*syntax.File, error) {
	return syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text+"\n"), "")
}

// Unfinished says whether a shell would ask for another line.
func Unfinished(text string) bool {
	if strings.HasSuffix(text, `\`) {
		return true
	}
	_, err := parse(text)
	return err != nil && (syntax.IsIncomplete(err) || strings.Contains(err.Error(), "unclosed here-document"))
}

// Commands cuts a text into its statements. One that no shell can read is one
// statement, of which nothing but the text is known.
func Commands(text string) []*Command {
	file, err := parse(text)
	if err != nil || len(file.Stmts) == 0 {
		return []*Command{{Text: text}}
	}
	var stmts []*syntax.Stmt
	for _, stmt := range file.Stmts {
		stmts = append(stmts, conjuncts(stmt)...)
	}
	all := make([]*Command, len(stmts))
	for i, stmt := range stmts {
		all[i] = &Command{Text: text, source: text, stmt: stmt}
		if len(stmts) > 1 {
			var b bytes.Buffer
			_ = syntax.NewPrinter(syntax.Indent(2)).Print(&b, stmt)
			all[i].Text = strings.TrimRight(b.String(), "\n")
		}
	}
	return all
}

// conjuncts gives the parts of "a && b", of which each is done.
func conjuncts(stmt *syntax.Stmt) []*syntax.Stmt {
	both, ok := stmt.Cmd.(*syntax.BinaryCmd)
	if !ok || both.Op != syntax.AndStmt || stmt.Background || stmt.Negated || len(stmt.Redirs) > 0 {
		return []*syntax.Stmt{stmt}
	}
	return append(conjuncts(both.X), conjuncts(both.Y)...)
}

// Background says whether the shell goes on meanwhile.
func (c *Command) Background() bool { return c.stmt != nil && c.stmt.Background }

// Words gives the words of a simple command in which nothing is left to be expanded but these variables.
func (c *Command) Words(variables map[string]string) ([]string, bool) {
	return words(c.stmt, variables)
}

func words(stmt *syntax.Stmt, variables map[string]string) ([]string, bool) {
	if stmt == nil || stmt.Negated || len(stmt.Redirs) > 0 {
		return nil, false
	}
	simple, ok := stmt.Cmd.(*syntax.CallExpr)
	if !ok || len(simple.Args) == 0 || len(simple.Assigns) > 0 {
		return nil, false
	}
	return fields(variables, simple.Args...)
}

// fields expands words as a shell would, without commands, files or unknown variables.
func fields(variables map[string]string, words ...*syntax.Word) ([]string, bool) {
	for _, w := range words {
		if len(w.Parts) > 0 {
			if first, ok := w.Parts[0].(*syntax.Lit); ok && strings.HasPrefix(first.Value, "~") {
				return nil, false
			}
		}
	}
	pairs := make([]string, 0, len(variables))
	for name, value := range variables {
		pairs = append(pairs, name+"="+value)
	}
	config := &expand.Config{Env: expand.ListEnviron(pairs...), NoUnset: true, ProcSubst: func(*syntax.ProcSubst) (string, error) { return "", errors.ErrUnsupported }}
	found, err := expand.Fields(config, words...)
	return found, err == nil
}

func source(w *syntax.Word) string {
	var b strings.Builder
	_ = syntax.NewPrinter().Print(&b, w)
	return b.String()
}

// everywhere are programs that every machine has, or that are the shell's own.
var everywhere = strings.Fields("echo printf sleep cat grep sed awk head tail sort wc test [ true false export set cd ls rm mkdir tee cut tr date env exit read unset for while if")

// Programs gives those that a text calls and that a machine may not have, each once.
func Programs(text string) []string {
	var found []string
	calls(text, func(simple *syntax.CallExpr) {
		if name := simple.Args[0].Lit(); name != "" && !slices.Contains(everywhere, name) && !slices.Contains(found, name) {
			found = append(found, name)
		}
	})
	return found
}

// Insert puts a text behind the name of a program wherever it is called with
// arguments, unless these, as far as they are literal, are excepted. A text that
// no shell can read is not ok, and stays as it is.
func Insert(text, program, behind string, except func(args []string) bool) (inserted string, ok bool) {
	var ends []int
	ok = calls(text, func(simple *syntax.CallExpr) {
		args := make([]string, len(simple.Args)-1)
		for n, arg := range simple.Args[1:] {
			args[n] = arg.Lit()
		}
		if len(args) > 0 && simple.Args[0].Lit() == program && !except(args) {
			ends = append(ends, int(simple.Args[0].End().Offset()))
		}
	})
	for _, end := range slices.Backward(ends) {
		if end <= len(text) {
			text = text[:end] + behind + text[end:]
		}
	}
	return text, ok
}

// calls visits the simple commands of a text, or says that no shell can read it.
func calls(text string, visit func(*syntax.CallExpr)) bool {
	file, err := parse(text)
	if err != nil {
		return false
	}
	syntax.Walk(file, func(node syntax.Node) bool {
		if simple, ok := node.(*syntax.CallExpr); ok && len(simple.Args) > 0 {
			visit(simple)
		}
		return true
	})
	return true
}
