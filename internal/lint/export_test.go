package lint

// Fixes says whether the rule is fixed by machine.
func (r Rule) Fixes() bool { return r.fix != nil }
