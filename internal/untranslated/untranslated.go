// Package untranslated keeps kubectl from loading its translations where labs is not
// kubectl. Its commands translate their texts while they are initialized, and the first
// translation parses all of a language: a third of the time that labs takes to start.
//
// It has to be initialized before those commands, as the documentation of
// SetLoadTranslationsFunc says (k8s.io/kubectl/pkg/util/i18n). It is: of the packages whose
// imports are initialized, the first by its path comes next (Go specification, "Program
// initialization"), and those commands import packages of sigs.k8s.io.
package untranslated

import (
	"os"
	"slices"

	"k8s.io/kubectl/pkg/util/i18n"
)

// Err says that translations had been loaded already, if they had.
var Err = keep()

func keep() error {
	if slices.Contains(os.Args, "kubectl") {
		return nil
	}
	return i18n.SetLoadTranslationsFunc(func() error { return nil })
}
