package lint

import (
	"path"
	"slices"
	"strings"

	"labs.local/labs/internal/lab"
)

// Of leaves of the problems those in the files of some labs.
func Of(problems []lab.Problem, labs []*lab.Lab) []lab.Problem {
	belongs := filesOf(labs)
	return slices.DeleteFunc(slices.Clone(problems), func(problem lab.Problem) bool { return !belongs(problem.File) })
}

// filesOf says which files are those of some labs: what lies in their folders,
// and the manifests and images that they use.
func filesOf(labs []*lab.Lab) func(name string) bool {
	known := map[string]bool{}
	for _, l := range labs {
		known[l.Dir], known[l.File()] = true, true
		for _, name := range l.Images {
			known[path.Join("images", name)] = true
		}
		for _, o := range operations(l) {
			facts := o.Facts()
			known[path.Join("images", facts.Image)] = facts.Image != ""
			known[path.Join("manifests", facts.Manifest)] = facts.Manifest != ""
		}
	}
	return func(name string) bool {
		parts := strings.Split(name, "/")
		return known[name] || len(parts) > 1 && known[path.Join(parts[:2]...)]
	}
}
