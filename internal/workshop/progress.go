// Package workshop takes what a course needs out of a container engine into a
// bundle, and gives an engine what is in one.
package workshop

import "labs.local/labs/internal/i18n"

// Progress is told what is being done.
type Progress interface {
	Set(format string, args ...any)
	Measure(total int64, text i18n.Message) (count func(n int))
}
