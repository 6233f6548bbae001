// Package early is initialized before the packages of kubectl's commands.
//
// Those translate their texts while they are initialized, and the first
// translation unpacks and parses all of a language: a third of the time that
// labs takes to start, for texts that only kubectl shows.
package early

import (
	"os"
	"slices"

	"k8s.io/kubectl/pkg/util/i18n"
)

// Err says that translations had been loaded already, if they had.
var Err error

func init() {
	if !slices.Contains(os.Args, "kubectl") {
		Err = i18n.SetLoadTranslationsFunc(func() error { return nil })
	}
}
