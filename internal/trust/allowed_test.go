package trust

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"labs.local/labs/internal/testkit"
)

// TestWhatIsAllowedIsWhatWasRead fails where another kubectl gives a flag that
// is allowed another meaning: read what is new before the file is updated.
func TestWhatIsAllowedIsWhatWasRead(t *testing.T) {
	root := kubectl().root
	var lines []string
	unknown := map[string]bool{}
	for name := range clusterFlags {
		unknown["--"+name] = true
	}
	for _, path := range clusterCommands {
		command, _, err := root.Find(strings.Fields(path))
		testkit.Must(t, err)
		testkit.Equal(t, command.CommandPath(), "kubectl "+path)
		command.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if clusterFlags[f.Name] != nil {
				lines = append(lines, fmt.Sprintf("--%s %s: %q", f.Name, f.Value.Type(), f.Usage))
				delete(unknown, "--"+f.Name)
			}
		})
	}
	if len(unknown) > 0 {
		t.Errorf("no command has %v", unknown)
	}
	slices.Sort(lines)
	testkit.Golden(t, "allowed.txt", strings.Join(slices.Compact(lines), "\n")+"\n")
}
