package app_test

import (
	"testing"

	_ "labs.local/labs/internal/app" // brings all of kubectl
	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/untranslated"
)

func TestNoTranslationOfKubectlIsLoadedAtTheStart(t *testing.T) { testkit.Must(t, untranslated.Err) }
