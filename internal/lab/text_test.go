package lab_test

import (
	"strings"
	"testing"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

const longText = `# Pods & *more*

An intro.

> ## quoted {#read}

## Make it {#create}

Body with
` + "```yaml\n## not a heading {#read}\n### nor a hint\n```" + `

#### Deeper is body

## Read it {#read}
## Do it {#task}

Do.

### Hint

First.

### Another

Second.
## What you know {#summary}
The end.`

// english gives the first lab's English text out of a source.
func english(t *testing.T, source string) *lab.Text {
	t.Helper()
	return load(t, with(oneEN, source)).Labs[0].Texts["en"]
}

func TestATextIsCutAtItsHeadings(t *testing.T) {
	text := english(t, longText)
	testkit.Equal(t, text.Title, "Pods & *more*")
	testkit.Equal(t, text.Intro, "An intro.\n\n> ## quoted {#read}")
	body := "Body with\n```yaml\n## not a heading {#read}\n### nor a hint\n```\n\n#### Deeper is body"
	for step, want := range map[string]struct{ title, body, hints string }{
		"create":    {"Make it", body, ""},
		"read":      {"Read it", "", ""},
		"task":      {"Do it", "Do.", "First.|Second."},
		lab.Summary: {"What you know", "The end.", ""},
	} {
		got := text.Section(step)
		testkit.Equal(t, []string{got.Title, got.Body, strings.Join(got.Hints, "|")}, []string{want.title, want.body, want.hints})
	}
	if got := text.Section("quoted"); got != nil {
		t.Errorf("a section that is not there: %v", got)
	}
}

func TestLineEndsOfWindowsCutATextAlike(t *testing.T) {
	want, got := english(t, longText), english(t, strings.ReplaceAll(longText, "\n", "\r\n"))
	for _, section := range want.Sections {
		same := got.Section(section.Step)
		testkit.Equal(t, same.Title, section.Title)
		testkit.Equal(t, strings.ReplaceAll(same.Body, "\r", ""), section.Body)
		testkit.Equal(t, same.Hints, section.Hints)
	}
	testkit.Equal(t, got.Title, want.Title)
}

func TestUnderlinedHeadingsAreHeadings(t *testing.T) {
	text := english(t, strings.Replace(oneText, "# One", "One\n===", 1))
	testkit.Equal(t, text.Title, "One")
	testkit.Equal(t, text.Intro, "What it is about.")
}

func TestAnOutlineHasTheHeadingsWithTheirLines(t *testing.T) {
	source := "One\n===\nx\n## Two {#two}\n> ## no\n#### nor\n### Three"
	var got []string
	for _, heading := range lab.Outline([]byte(source)) {
		got = append(got, heading.ID+"|"+heading.Title+"|"+source[heading.From:heading.To])
	}
	testkit.Equal(t, got, []string{"|One|One\n===\n", "two|Two|## Two {#two}\n", "|Three|### Three"})
}

func TestAByteOrderMarkIsNoPartOfATitle(t *testing.T) {
	course := files()
	course[oneEN].Data = append([]byte("\ufeff"), course[oneEN].Data...)
	loaded, err := lab.Load(course)
	testkit.Must(t, err)
	testkit.Equal(t, loaded.Labs[0].Texts["en"].Title, "One")
}
