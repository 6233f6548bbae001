package lab

import (
	"regexp"
	"regexp/syntax"
	"slices"

	"labs.local/labs/internal/i18n"
)

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

// MatchesEnd says whether it can make a difference to a regular expression
// where a text ends.
func MatchesEnd(expression string) bool {
	tree, err := syntax.Parse(expression, syntax.Perl)
	return err == nil && ends(tree)
}

func ends(tree *syntax.Regexp) bool {
	return tree.Op == syntax.OpEndText || slices.ContainsFunc(tree.Sub, ends)
}
