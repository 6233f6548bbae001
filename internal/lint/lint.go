// Package lint finds what an author of a course should fix though a learner
// could live with it, and fixes what is mechanical.
package lint

import (
	"cmp"
	"errors"
	"slices"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Rule finds one kind of problem; find or fix is set.
type Rule struct {
	// Name stands in brackets behind each of its problems.
	Name string
	find func(*course, reporter)
	// fix gives the edits that a file needs, where no author has to think.
	fix func(*course, *file) []edit
}

// reporter takes the problems that a rule finds.
type reporter func(lab.Problem)

// Rules gives all rules. Those that fix do so in this order.
func Rules() []Rule {
	return []Rule{
		{Name: "byte-order-mark", fix: byteOrderMark},
		{Name: "crlf", fix: crlf},
		{Name: "heading-style", fix: headingStyle},
		{Name: "trailing-space", fix: trailingSpace},
		{Name: "missing-section", fix: missingSection},
		{Name: "section-order", fix: sectionOrder},
		{Name: "final-newline", fix: finalNewline},
		{Name: "schema-comment", fix: schemaComment},
		{Name: "changing-check", find: changingChecks},
		{Name: "control-character", find: controlCharacters},
		{Name: "dead-link", find: deadLinks},
		{Name: "different-facts", find: differentFacts},
		{Name: "different-numbers", find: differentNumbers},
		{Name: "duplicate-exclusion", find: duplicateExclusions},
		{Name: "duplicate-key", find: duplicateKeys},
		{Name: "empty-section", find: emptySections},
		{Name: "empty-step", find: emptySteps},
		{Name: "foreign-namespace", find: foreignNamespaces},
		{Name: "hint-count", find: hintCounts},
		{Name: "incomplete-object", find: incompleteObjects},
		{Name: "json-path", find: jsonPaths},
		{Name: "kubectl-command", find: kubectlCommands},
		{Name: "kubernetes-range", find: kubernetesRanges},
		{Name: "latest-tag", find: latestTags},
		{Name: "manifest-syntax", find: manifestSyntax},
		{Name: "registry-image", find: registryImages},
		{Name: "shared-name", find: sharedNames},
		{Name: "unknown-condition", find: unknownConditions},
		{Name: "unknown-kind", find: unknownKinds},
		{Name: "unlisted-image", find: unlistedImages},
		{Name: "unused-file", find: unusedFiles},
		{Name: "unused-image", find: unusedImages},
		{Name: "unused-value", find: unusedValues},
		{Name: "vacuous-check", find: vacuousChecks},
	}
}

// Problems gives all that is wrong with a course, by place: what loading it has
// said already, and what the rules find. It takes what lab.Load gives.
func Problems(from *lab.Course, err error) ([]lab.Problem, error) {
	var invalid *lab.InvalidError
	if err != nil && (from == nil || !errors.As(err, &invalid)) {
		return nil, err
	}
	c, err := read(from)
	if err != nil {
		return nil, err
	}
	var problems []lab.Problem
	if invalid != nil {
		problems = slices.Clone(invalid.Problems)
	}
	for _, rule := range Rules() {
		rule.look(c, func(problem lab.Problem) {
			problem = from.Locate(problem)
			problem.Message = i18n.Text("%v [%s]", problem.Message, rule.Name)
			problems = append(problems, problem)
		})
	}
	slices.SortStableFunc(problems, func(a, b lab.Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return problems, nil
}

func (r Rule) look(c *course, report reporter) {
	if r.fix == nil {
		r.find(c, report)
		return
	}
	for _, f := range c.files {
		for _, e := range r.fix(c, f) {
			if !e.message.IsZero() {
				report(f.at(e.from, e.message))
			}
		}
	}
}
