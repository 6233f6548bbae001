package lab

// origins say where in a one-file course its files stand; nil leaves problems
// where they are.
type origins struct {
	// name is the one file's.
	name string
	// behind is the line that a file begins behind.
	behind map[string]int
}

func (p *origins) of(problem Problem) Problem {
	if p == nil {
		return problem
	}
	line, ok := p.behind[problem.File]
	if !ok {
		return problem
	}
	problem.File = p.name
	if problem.Line > 0 {
		problem.Line += line
	}
	return problem
}
