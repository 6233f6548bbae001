package lab

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
	"cel.dev/cel-go/parser"
)

// Explanation is the smallest part of an expression that explains why the whole is false.
type Explanation struct {
	Part string // the part, as it is written
	Got  any    // what the side of it that varies came to; nil where nothing tells more
}

// explainer looks for the part of a checked expression that does not hold.
type explainer struct {
	tree  *ast.AST
	state interpreter.EvalState
}

// Eval asks the expression. Where it does not hold, the fault says what of it does not.
func (e *Expression) Eval(variables map[string]any) (holds bool, fault Explanation, err error) {
	result, details, err := e.program.Eval(variables)
	if err != nil || result.Value() == true {
		return err == nil, Explanation{}, err
	}
	f := explainer{e.tree, details.State()}
	part := f.within(e.tree.Expr())
	text, err := parser.Unparse(part, e.tree.SourceInfo())
	return false, Explanation{Part: text, Got: f.got(part)}, err
}

// within descends to the operand of a conjunction that is false, to the branch
// that was taken, and to what does not hold of the first element of all.
func (f explainer) within(e ast.Expr) ast.Expr {
	var parts []ast.Expr
	switch e.Kind() {
	case ast.ComprehensionKind:
		if c := e.AsComprehension(); c.AccuInit().Kind() == ast.LiteralKind && c.AccuInit().AsLiteral().Value() == true {
			parts = []ast.Expr{c.LoopStep()}
		}
	case ast.CallKind:
		if name := e.AsCall().FunctionName(); name == operators.LogicalAnd || name == operators.Conditional {
			parts = e.AsCall().Args()
		}
	}
	for i, part := range parts {
		condition := i == 0 && len(parts) == 3
		if value, ok := f.state.Value(part.ID()); ok && !condition && value.Value() == false {
			return f.within(part)
		}
	}
	return e
}

// got is the value of the first operand that is no constant: of a comparison the
// side that was asked for, of a method what it was called on.
func (f explainer) got(e ast.Expr) any {
	for _, operand := range operands(e) {
		if operand.Kind() == ast.CallKind && e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operators.LogicalNot {
			return f.got(operand)
		}
		if value, ok := f.state.Value(operand.ID()); ok && operand.Kind() != ast.LiteralKind {
			return native(value)
		}
	}
	return nil
}

// native unwraps what an expression made anew, which CEL keeps in its own types.
func native(value ref.Val) any {
	made, ok := value.Value().([]ref.Val)
	if !ok {
		return value.Value()
	}
	list := make([]any, len(made))
	for i, element := range made {
		list[i] = native(element)
	}
	return list
}

func operands(e ast.Expr) []ast.Expr {
	switch e.Kind() {
	case ast.CallKind:
		call := e.AsCall()
		if call.IsMemberFunction() {
			return append([]ast.Expr{call.Target()}, call.Args()...)
		}
		if name := call.FunctionName(); name != operators.LogicalOr && name != operators.Conditional {
			return call.Args()
		}
	case ast.ComprehensionKind:
		return []ast.Expr{e.AsComprehension().IterRange()}
	}
	return nil
}
