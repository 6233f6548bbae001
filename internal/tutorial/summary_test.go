package tutorial_test

import (
	"testing"

	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/tutorial"
)

func TestASummaryKeepsItsCodeAndManifests(t *testing.T) {
	source := "# Pods\n\n## Look\n\n```sh\nkubectl get pods\n```\n\n## What's next\n\nSet this:\n\n```toml\n# not a heading\na = 1\n```\n\nOr a Pod:\n\n```yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n```\n"
	r, err := tutorial.Import([]byte(source), tutorial.Options{File: "x.md"})
	testkit.Must(t, err)
	testkit.Equal(t, string(r.Files["en.md"]), "# Pods\n\n## Look {#look}\n\n## What's next {#summary}\n\n"+
		"Set this:\n\n```toml\n# not a heading\na = 1\n```\n\nOr a Pod:\n\n```yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n```\n")
}
