package lab

import (
	"maps"
	"regexp"
	"regexp/syntax"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"

	"labs.local/labs/internal/i18n"
)

// costLimit bounds how long an expression may run, in CEL's own cost units.
const costLimit = 1_000_000

// Expression is one of the Common Expression Language that can be asked.
type Expression struct {
	tree    *ast.AST
	program cel.Program
}

// CompileCEL reads an expression of the Common Expression Language. It may
// use output and stderr (string), json (the output read as JSON), items (those of a list of objects), exitCode and
// status (int) and values (a map of strings), and must give a bool.
func CompileCEL(expression string) (*Expression, error) {
	return compileCEL(expression, cel.OptTrackState)
}

func compileCEL(expression string, option cel.EvalOption) (*Expression, error) {
	env, err := cel.NewEnv(
		cel.EnableMacroCallTracking(), // a part of it can be written
		cel.ParserExpressionSizeLimit(maxExpression),
		cel.ParserRecursionLimit(maxDepth),
		cel.Variable("output", cel.StringType),
		cel.Variable("stderr", cel.StringType),
		cel.Variable("json", cel.DynType),
		cel.Variable("items", cel.ListType(cel.DynType)),
		cel.Variable("exitCode", cel.IntType),
		cel.Variable("status", cel.IntType),
		cel.Variable("values", cel.MapType(cel.StringType, cel.StringType)),
	)
	if err != nil {
		return nil, err
	}
	checked, issues := env.Compile(expression)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	if checked.OutputType() != cel.BoolType && checked.OutputType() != cel.DynType {
		return nil, i18n.Errorf("returns %s, not bool", checked.OutputType())
	}
	program, err := env.Program(checked, cel.CostLimit(costLimit), cel.EvalOptions(option))
	return &Expression{checked.NativeRep(), program}, err
}

// ConstantCEL says whether an expression is true whatever it is asked about.
func ConstantCEL(expression string) bool { return HoldsCEL(expression, nil) }

// HoldsCEL says whether an expression is true with these variables, whatever the others are.
func HoldsCEL(expression string, known map[string]any) bool {
	compiled, err := compileCEL(expression, cel.OptPartialEval)
	if err != nil {
		return false
	}
	variables := map[string]any{}
	maps.Copy(variables, known)
	var unknown []*cel.AttributePatternType
	for _, name := range []string{"output", "stderr", "json", "items", "exitCode", "status", "values"} {
		if _, ok := known[name]; !ok {
			unknown = append(unknown, cel.AttributePattern(name))
		}
	}
	partial, err := cel.PartialVars(variables, unknown...)
	if err != nil {
		return false
	}
	result, _, err := compiled.program.Eval(partial)
	return err == nil && result.Value() == true
}

// UsesCEL says whether an expression looks at a variable.
func UsesCEL(expression, variable string) (uses bool) {
	env, err := cel.NewEnv(cel.ParserExpressionSizeLimit(maxExpression), cel.ParserRecursionLimit(maxDepth))
	if err != nil || expression == "" {
		return false
	}
	parsed, issues := env.Parse(expression)
	if issues.Err() != nil {
		return false
	}
	ast.PreOrderVisit(parsed.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		uses = uses || e.Kind() == ast.IdentKind && e.AsIdent() == variable
	}))
	return uses
}

// CompileMatch reads a regular expression (RE2). Matching takes time in
// proportion to the expression, whose repetitions are written out for it.
func CompileMatch(expression string) (*regexp.Regexp, error) {
	if len(expression) > maxExpression {
		return nil, i18n.Errorf("is longer than %d characters", maxExpression)
	}
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil, err
	}
	if instructions(tree) > maxProgram {
		return nil, i18n.Errorf("too many repetitions: expanded, it has more than %d characters", maxProgram)
	}
	return regexp.Compile(expression)
}

// instructions is about how many an expression is compiled to. A parsed one
// repeats nothing more than 1000 times, nested repetitions together.
func instructions(tree *syntax.Regexp) int {
	sum := max(1, len(tree.Rune))
	if tree.Op == syntax.OpCharClass {
		sum = 1
	}
	for _, part := range tree.Sub {
		sum += instructions(part)
	}
	if tree.Op == syntax.OpRepeat {
		sum *= max(tree.Min+1, tree.Max)
	}
	return sum
}

// MatchesEnd says whether it can make a difference to a regular expression where a text ends.
func MatchesEnd(expression string) bool {
	tree, err := syntax.Parse(expression, syntax.Perl)
	return err == nil && ends(tree)
}

func ends(tree *syntax.Regexp) bool {
	return tree.Op == syntax.OpEndText || slices.ContainsFunc(tree.Sub, ends)
}
