package image_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

// TestTheProgramsOfTheToolboxAreDocumented holds the list of the format's page, which
// authors go by, against what is copied into the image.
func TestTheProgramsOfTheToolboxAreDocumented(t *testing.T) {
	script, err := os.ReadFile("../../images/toolbox/collect.sh")
	testkit.Must(t, err)
	page, err := os.ReadFile("../../docs/lab-format.md")
	testkit.Must(t, err)
	copied := strings.Fields(regexp.MustCompile(`(?s)programs="(.*?)"`).FindStringSubmatch(string(script))[1])
	copied = append(slices.DeleteFunc(copied, func(name string) bool { return name == "bash" || name == "curl" }), "nslookup")
	var listed []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(regexp.MustCompile(`(?s)has a shell, curl and these programs: (.*?)\.\n`).FindStringSubmatch(string(page))[1], -1) {
		listed = append(listed, m[1])
	}
	slices.Sort(copied)
	testkit.Equal(t, listed, copied)
}
