package app_test

import (
	"testing"

	early "early.labs.local"

	_ "labs.local/labs/internal/app" // brings all of kubectl
	"labs.local/labs/internal/testkit"
)

func TestNoTranslationOfKubectlIsLoadedAtTheStart(t *testing.T) { testkit.Must(t, early.Err) }
