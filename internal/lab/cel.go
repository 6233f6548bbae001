package lab

import (
	"cel.dev/cel-go/cel"

	"labs.local/labs/internal/i18n"
)

// costLimit bounds how long an expression may run, in CEL's own cost units.
const costLimit = 1_000_000

// CompileCEL reads an expression of the Common Expression Language. It may
// use output (string), json (the output read as JSON), exitCode, status (int)
// and values (a map of strings), and must give a bool.
func CompileCEL(expression string) (cel.Program, error) {
	env, err := cel.NewEnv(
		cel.ParserExpressionSizeLimit(maxExpression),
		cel.ParserRecursionLimit(maxDepth),
		cel.Variable("output", cel.StringType),
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
	return env.Program(ast, cel.CostLimit(costLimit))
}
