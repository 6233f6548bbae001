// Package lint finds what an author of a course should mend though a learner
// could live with it, and mends what is mechanical.
package lint

import (
	"cmp"
	"errors"
	"slices"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Rule finds one kind of fault; find or mend is set.
type Rule struct {
	// Name stands in brackets behind each of its faults.
	Name string
	find func(*course) []lab.Problem
	// mend gives the edits that a file needs, where no author has to think.
	mend func(*course, *file) []edit
}

// Mends says whether the rule is mended by machine.
func (r Rule) Mends() bool { return r.mend != nil }

// Rules gives all rules. Those that mend do so in this order.
func Rules() []Rule {
	return []Rule{
		{Name: "byte-order-mark", mend: byteOrderMark},
		{Name: "crlf", mend: crlf},
		{Name: "heading-style", mend: headingStyle},
		{Name: "trailing-space", mend: trailingSpace},
		{Name: "missing-section", mend: missingSection},
		{Name: "section-order", mend: sectionOrder},
		{Name: "final-newline", mend: finalNewline},
		{Name: "schema-comment", mend: schemaComment},
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
		{Name: "kubernetes-range", find: kubernetesRanges},
		{Name: "latest-tag", find: latestTags},
		{Name: "manifest-syntax", find: manifestSyntax},
		{Name: "registry-image", find: registryImages},
		{Name: "shared-name", find: sharedNames},
		{Name: "unlisted-image", find: unlistedImages},
		{Name: "unused-file", find: unusedFiles},
		{Name: "unused-image", find: unusedImages},
		{Name: "unused-value", find: unusedValues},
		{Name: "vacuous-check", find: vacuousChecks},
	}
}

// Faults gives all that is wrong with a course, by place: what loading it has
// said already, and what the rules find. It takes what lab.Load gives.
func Faults(from *lab.Course, err error) ([]lab.Problem, error) {
	var invalid *lab.InvalidError
	if err != nil && (from == nil || !errors.As(err, &invalid)) {
		return nil, err
	}
	c, err := read(from)
	if err != nil {
		return nil, err
	}
	var faults []lab.Problem
	if invalid != nil {
		faults = slices.Clone(invalid.Problems)
	}
	for _, rule := range Rules() {
		for _, fault := range rule.faults(c) {
			fault = from.Place(fault)
			fault.Message = i18n.Text("%v [%s]", fault.Message, rule.Name)
			faults = append(faults, fault)
		}
	}
	slices.SortStableFunc(faults, func(a, b lab.Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return faults, nil
}

func (r Rule) faults(c *course) []lab.Problem {
	if r.mend == nil {
		return r.find(c)
	}
	var faults []lab.Problem
	for _, f := range c.files {
		for _, e := range r.mend(c, f) {
			if !e.message.IsZero() {
				faults = append(faults, f.at(e.from, e.message))
			}
		}
	}
	return faults
}
