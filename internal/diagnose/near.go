package diagnose

import (
	"slices"
	"strings"

	"github.com/xrash/smetrics"
)

// slip gives the candidate that differs from a name as by a slip of the keys:
// by one letter in six and two at most, by their case, or by their order. Names that a person
// made up have much in common on purpose, such as CPU_LIMIT and CPU_REQUEST,
// so that likeness alone says little.
func slip(name string, candidates []string) string {
	nearest, best := "", min(max(1, len(name)/6), 2)+1
	for _, candidate := range candidates {
		a, b := strings.ToLower(name), strings.ToLower(candidate)
		distance := smetrics.WagnerFischer(a, b, 1, 1, 1)
		if distance > 0 && letters(a) == letters(b) {
			distance = 1
		}
		if distance < best && candidate != "" {
			nearest, best = candidate, distance
		}
	}
	return nearest
}

func letters(text string) string {
	sorted := []rune(text)
	slices.Sort(sorted)
	return string(sorted)
}
