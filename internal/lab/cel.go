package lab

import (
	"cel.dev/cel-go/cel"

	"labs.local/labs/internal/i18n"
)

// costLimit bounds how long an expression may run, in CEL's own cost units.
const costLimit = 1_000_000

// CompileCEL reads an expression of the Common Expression Language. It may
// use output and stderr (string), json (the output read as JSON), exitCode and
// status (int) and values (a map of strings), and must give a bool.
func CompileCEL(expression string) (cel.Program, error) {
	return compileCEL(expression, cel.CostLimit(costLimit))
}

func compileCEL(expression string, options ...cel.ProgramOption) (cel.Program, error) {
	env, err := cel.NewEnv(
		cel.ParserExpressionSizeLimit(maxExpression),
		cel.ParserRecursionLimit(maxDepth),
		cel.Variable("output", cel.StringType),
		cel.Variable("stderr", cel.StringType),
		cel.Variable("json", cel.DynType),
		cel.Variable("exitCode", cel.IntType),
		cel.Variable("status", cel.IntType),
		cel.Variable("values", cel.MapType(cel.StringType, cel.StringType)),
	)
	if err != nil {
		return nil, err
	}
	ast, issues := env.Compile(expression)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	if ast.OutputType() != cel.BoolType && ast.OutputType() != cel.DynType {
		return nil, i18n.Errorf("gives a %s, not a bool", ast.OutputType())
	}
	return env.Program(ast, options...)
}

// ConstantCEL says whether an expression is true whatever it is asked about.
func ConstantCEL(expression string) bool {
	program, err := compileCEL(expression, cel.CostLimit(costLimit), cel.EvalOptions(cel.OptPartialEval))
	if err != nil {
		return false
	}
	var unknown []*cel.AttributePatternType
	for _, name := range []string{"output", "stderr", "json", "exitCode", "status", "values"} {
		unknown = append(unknown, cel.AttributePattern(name))
	}
	anything, err := cel.PartialVars(map[string]any{}, unknown...)
	if err != nil {
		return false
	}
	result, _, err := program.Eval(anything)
	return err == nil && result.Value() == true
}
