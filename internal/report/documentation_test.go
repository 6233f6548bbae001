package report_test

import (
	"regexp"
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

// opening is the name of a golden file with the code block below it.
var opening = regexp.MustCompile("<!-- (plain\\.\\w+) -->\n(`+)\\w*\n")

func TestTheExamplesOfTheDocumentationAreReal(t *testing.T) {
	const file = "../../docs/reports.md"
	text := read(t, file)
	examples := opening.FindAllStringSubmatch(text, -1)
	testkit.Equal(t, len(examples), 4)
	var b strings.Builder
	for _, example := range examples {
		before, rest, _ := strings.Cut(text, example[0])
		_, after, _ := strings.Cut("\n"+rest, "\n"+example[2]+"\n")
		b.WriteString(before + example[0] + read(t, "testdata/"+example[1]) + example[2] + "\n")
		text = after
	}
	testkit.Golden(t, "../"+file, b.String()+text)
}
