package lab_test

import (
	"bytes"
	"errors"
	"testing"

	"labs.local/labs/internal/lab"
)

// harmless says that a file of the course is read, or refused with problems.
func harmless(t *testing.T, file string, data []byte) {
	_, err := lab.Load(with(file, string(data)))
	if err != nil && !errors.As(err, new(*lab.InvalidError)) {
		t.Errorf("a %T, want an InvalidError: %v", err, err)
	}
}

func FuzzLab(f *testing.F) {
	for _, seed := range []string{
		one, two, "", "---", "[]", "a: &a [*a]", "a: &a {b: *a}", "? [x]\n: y", "x: 1\n---\ny: 2", "steps: [{operations: [null]}]",
		"<<: {apiVersion: labs/v1alpha1}\n<<: 3", "kind: !!binary aGk=", "metadata: {name: 2020-01-01}", "a: 1e999", "\xff\xfe", "- - - -",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { harmless(t, oneFile, data) })
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		oneText, longText, "", "#", "##", "## {#}", "## {#a", "##\n##", "One\n===", "One\ntwo\n---\nx", "- # a\n# b {#c}", "\r# a\r## b", "### x", "\x00# a",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { harmless(t, oneEN, data) })
}

func FuzzManifest(f *testing.F) {
	for _, seed := range []string{
		"", "a: ${{ namespace }}", "${{", "${{}}", "${{ }}\n---\n${{\nx}}", "a: &a [*a]", "---\n---", "a: {b: ${{ b }}}", "\xff", "{\"a\": \"${{a\"}", "\n--- \n...\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { harmless(t, manifest, data) })
}

func FuzzOneFile(f *testing.F) {
	for _, seed := range []string{
		lesson, "", "---", "---\n---", "---\n---\n", "---\r\na: 1\r\n--- \r\n# a", "---\nlanguages: [zh]\n---\n```a title=\"b\"", "---\n- a\n---\n> ```a title=\"images/a/b\"\n> c",
		"---\nmetadata: {name: a}\nlanguages: {a: b}\n---\n~~~ title=\"images/x\"\n~~~\n", "--- a\n---\n", "---\nlanguages: *a\n---\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := lab.LoadFile("lesson.md", data, files())
		var invalid *lab.InvalidError
		if err != nil && !errors.As(err, &invalid) {
			t.Fatalf("a %T, want an InvalidError: %v", err, err)
		}
		if invalid == nil {
			return
		}
		for _, p := range invalid.Problems {
			if lines := bytes.Count(data, []byte("\n")) + 2; p.Line < 0 || p.Line > lines {
				t.Errorf("a problem at a line that there is not: %v", p)
			}
		}
	})
}

func FuzzMatch(f *testing.F) {
	for _, seed := range []string{"", "a", "(a{10}){100}", "[^a]{2,}", `\pL+|(?i)x`, "(?s).*?", "a{0}", "(|a)*"} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, expression string) {
		if re, err := lab.CompileMatch(expression); err == nil {
			re.MatchString("POD_IP=10.0.0.7")
		}
	})
}
