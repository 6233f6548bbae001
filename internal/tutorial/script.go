package tutorial

import (
	"bytes"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// command is one statement of a shell.
type command struct {
	// text is the statement as it is written, source what it stands in.
	text   string
	source string
	stmt   *syntax.Stmt
	output []string
}

func parse(text string) (*syntax.File, error) {
	return syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text+"\n"), "")
}

// unfinished says whether a shell would ask for another line.
func unfinished(text string) bool {
	if strings.HasSuffix(text, `\`) {
		return true
	}
	_, err := parse(text)
	return err != nil && (syntax.IsIncomplete(err) || strings.Contains(err.Error(), "unclosed here-document"))
}

// commands cuts an entry into its statements; the output is the last one's. A
// text that no shell can read is one statement without a tree.
func (e entry) commands() []*command {
	file, err := parse(e.text)
	if err != nil || len(file.Stmts) == 0 {
		return []*command{{text: e.text, output: e.output}}
	}
	var stmts []*syntax.Stmt
	for _, stmt := range file.Stmts {
		stmts = append(stmts, conjuncts(stmt)...)
	}
	all := make([]*command, len(stmts))
	for i, stmt := range stmts {
		all[i] = &command{text: e.text, source: e.text, stmt: stmt}
		if len(stmts) > 1 {
			var b bytes.Buffer
			_ = syntax.NewPrinter(syntax.Indent(2)).Print(&b, stmt)
			all[i].text = strings.TrimRight(b.String(), "\n")
		}
	}
	all[len(all)-1].output = e.output
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

// call gives the words of a simple command in which nothing is left to be
// expanded but the variables that are known.
func call(stmt *syntax.Stmt, variables map[string]string) ([]string, bool) {
	if stmt == nil || stmt.Negated || len(stmt.Redirs) > 0 {
		return nil, false
	}
	simple, ok := stmt.Cmd.(*syntax.CallExpr)
	if !ok || len(simple.Args) == 0 || len(simple.Assigns) > 0 {
		return nil, false
	}
	return fields(variables, simple.Args...)
}

// fields expands words as a shell would, without commands, files or unknown
// variables.
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
	config := &expand.Config{Env: expand.ListEnviron(pairs...), NoUnset: true}
	found, err := expand.Fields(config, words...)
	return found, err == nil
}

// here is a text that stands behind a command, <<EOF.
type here struct {
	text string
	// expands says that the shell would put values into it.
	expands bool
	// file is where it is written to, "" where a command reads it.
	file string
	// reader is the command that reads it.
	reader *syntax.Stmt
}

// heredoc gives the text that a command is fed with: of "cat <<EOF | kubectl
// apply -f -" and of "kubectl apply -f - <<EOF" for kubectl, of "cat <<EOF
// >FILE" for the file.
func (c *command) heredoc() *here {
	if c.stmt == nil {
		return nil
	}
	from, reader := c.stmt, c.stmt
	if pipe, ok := c.stmt.Cmd.(*syntax.BinaryCmd); ok && pipe.Op == syntax.Pipe {
		from, reader = pipe.X, pipe.Y
	}
	var h *here
	file := ""
	for _, redirect := range from.Redirs {
		switch {
		case redirect.Hdoc != nil:
			h = c.behind(redirect)
		case redirect.Op == syntax.RdrOut || redirect.Op == syntax.AppOut:
			if words, ok := fields(nil, redirect.Word); ok && len(words) == 1 {
				file = words[0]
			}
		}
	}
	if h == nil {
		return nil
	}
	words, _ := call(&syntax.Stmt{Cmd: from.Cmd}, nil)
	switch {
	case from != reader && (len(words) != 1 || words[0] != "cat" || file != ""):
		return nil
	case from == reader && len(words) == 2 && words[0] == "tee":
		file = words[1]
	case from == reader && file != "" && (len(words) != 1 || words[0] != "cat"):
		return nil
	}
	h.file, h.reader = file, &syntax.Stmt{Cmd: reader.Cmd}
	return h
}

func (c *command) behind(redirect *syntax.Redirect) *here {
	from, to := int(redirect.Hdoc.Pos().Offset()), int(redirect.Hdoc.End().Offset())
	if from > to || to > len(c.source) {
		return nil
	}
	h := &here{text: c.source[from:to]}
	if last := strings.LastIndexByte(h.text, '\n') + 1; strings.TrimSpace(h.text[last:]) == strings.Trim(source(redirect.Word), `'"\`) {
		h.text = h.text[:last]
	}
	if redirect.Op == syntax.DashHdoc {
		h.text = strings.ReplaceAll("\n"+h.text, "\n\t", "\n")[1:]
	}
	if quoted(redirect.Word) {
		return h
	}
	_, plain := fields(nil, redirect.Hdoc)
	h.expands = !plain
	h.text = strings.NewReplacer(`\$`, "$", "\\`", "`", `\\`, `\`).Replace(h.text)
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
