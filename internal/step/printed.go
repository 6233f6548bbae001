package step

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
)

var (
	createdLine = regexp.MustCompile(`(?m)^([a-z0-9.-]+/\S+) created$`)
	appliedLine = regexp.MustCompile(`(?m)^([a-z0-9.-]+/\S+)( created| serverside-applied)?$`)
	nameLine    = regexp.MustCompile(`(?m)^([a-z0-9.-]+/\S+)$`)
)

// created gives the objects that a command of kubectl's says it has created,
// KIND/NAME. Server-side apply does not tell those from others that it changed:
// within a lab all of them are the lab's.
func created(args []string, printed string, within bool) []string {
	if lab.KubectlChanges(args) == "" {
		return nil
	}
	line := createdLine
	switch named := slices.Contains(args, "-oname") || slices.Contains(args, "name") || slices.Contains(args, "-o=name") || slices.Contains(args, "--output=name"); {
	case slices.Contains(args, "apply") && within:
		line = appliedLine
	case slices.Contains(args, "create") && named:
		line = nameLine
	}
	var found []string
	for _, m := range line.FindAllStringSubmatch(printed, -1) {
		found = append(found, m[1])
	}
	return found
}

// adopt has what the command created outside of namespaces go with the lab's.
func (k *kubectl) adopt(ctx context.Context, out lab.Output) error {
	for _, reference := range created(k.args, out.Text, k.within) {
		if err := k.Cluster.Adopt(ctx, k.namespace(), reference); err != nil {
			return i18n.Errorf("mark %s for deletion with the lab: %w", reference, err)
		}
	}
	return nil
}

// UnreachedError is a kubectl that got no answer of the API server. Its exit
// code says nothing of what it was asked.
type UnreachedError struct{ Said string }

func (e *UnreachedError) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *UnreachedError) Localized() i18n.Message { return i18n.Text("no answer: %s", e.Said) }

// silence is what kubectl says of a server without an answer: its own words,
// and those of this program's.
var silence = []string{"Unable to connect to the server", "The connection to the server ", "the API server at "}

func unreached(out lab.Output) error {
	if out.ExitCode == 0 {
		return nil
	}
	said := strings.TrimSpace(out.Stderr)
	said = said[strings.LastIndexByte(said, '\n')+1:]
	for _, words := range silence {
		if strings.Contains(said, words) {
			return &UnreachedError{said}
		}
	}
	return nil
}

// refused says what a command was to change that is not the lab's; its exit code
// says nothing of what it was asked, either.
func refused(out lab.Output) error {
	_, after, found := strings.Cut(out.Stderr, kube.Foreign)
	if out.ExitCode == 0 || !found {
		return nil
	}
	object, _, _ := strings.Cut(strings.TrimSpace(after), "\n")
	return i18n.Errorf("%s already exists and was not created by this lab; labs does not change it\nhint: put %s in the name to make it the lab's own", object, "${{ namespace }}")
}
