package step

import (
	"context"
	"regexp"
	"slices"

	"labs.local/labs/internal/i18n"
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
