package lab_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// templates are manifests with a value in them.
var templates = []string{
	"a: ${{ v }}", "a: x-${{ v }}-y", "a: '${{ v }}'", `a: "${{ v }}"`, "a: |\n  x\n  ${{ v }}\n  y\n", "a: >-\n  x ${{ v }}\n", "{a: ${{ v }}}", "a: [${{ v }}, ${{v}}]",
	`{"a": "${{ v }}", "b": ["x${{ v }}"]}`, "a: &x ${{ v }}\nb: *x", "${{ v }}: b", "{'${{ v }}': 1}", "a: !!str ${{ v }}", "a: b # ${{ v }}\nc: d", "- ${{ v }}\n- b",
	"a:\n  - ${{ v }}\n---\nb: '${{ v }}'\n--- # c\nc: $${{ v }}\n...\n", "? ${{ v }}\n: b", "a: \"x\\\n  ${{ v }}\"", "---\r\nx: ${{ v }}\r\n", "a: |-\n    ${{ v }}", "a: -${{ v }}",
	`{"a": "\ud83d\ude00", "b": "${{ v }}"}`, "\ufeffa: ${{ v }}\n", "a: |+\n  ${{ v }}\n\n\nb: c", "a: {x: {y: [{z: \"${{ v }}\"}]}}", "yes: ${{ v }}\noff: [no, 012, 1e3, ~]",
}

// trees reads a manifest.
func trees(t *testing.T, manifest string) []any {
	t.Helper()
	documents, err := lab.Documents([]byte(manifest))
	testkit.Must(t, err)
	var all []any
	for _, d := range documents {
		values, err := d.JSON()
		if err != nil {
			t.Fatalf("%v in %q", err, manifest)
		}
		for _, v := range values {
			var tree any
			decoder := json.NewDecoder(bytes.NewReader(v))
			decoder.UseNumber()
			testkit.Must(t, decoder.Decode(&tree))
			all = append(all, tree)
		}
	}
	return all
}

// stands says whether got is want with a value in the place of a word.
func stands(want, got any, word, value string) bool {
	switch want := want.(type) {
	case string:
		text := strings.ReplaceAll(want, word, value)
		if other, same := got.(string); same {
			return other == text
		}
		data, _ := json.Marshal(got)
		return text != want && string(data) == text // a number or a bool
	case []any:
		items, ok := got.([]any)
		for i := range want {
			ok = ok && len(items) == len(want) && stands(want[i], items[i], word, value)
		}
		return ok
	case map[string]any:
		fields, ok := got.(map[string]any)
		for key := range want {
			field, has := fields[strings.ReplaceAll(key, word, value)]
			ok = ok && has && len(fields) == len(want) && stands(want[key], field, word, value)
		}
		return ok
	}
	return reflect.DeepEqual(want, got)
}

func FuzzValue(f *testing.F) {
	for _, seed := range append(nasty, "8080", "true", "null", "~", "", "a: b", "a\nb: c", "{a: b}", "[", "- a", "---", "x\n---\nkind: Pod", "x\n...\n", "*x", "&x", "!!int 3", "<<", "'", `"`, "yes", "on", "0x10", "1_0", "1:30", "007", "1.10", "1e3",
		"2020-01-01", ".inf", "NaN", "%", "@", "`", "| x", "> x", "a #b", "\x00", "\xff", "\u2028", "\ufeff", "value0z", "valuex0z", "?", ": ", "😀", "\r\n  a: b", "${{ v }}", "$${{ v }}", "9007199254740993", "18446744073709551616", " a ", "\t") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		text := strings.ToValidUTF8(value, "\ufffd")
		word := "VALUE"
		for strings.Contains(text, word) {
			word += "E"
		}
		for _, template := range templates {
			got, err := lab.Values{"v": value}.ExpandManifest([]byte(template))
			testkit.Must(t, err)
			want := trees(t, strings.NewReplacer("$${{ v }}", "${{ v }}", "${{ v }}", word, "${{v}}", word).Replace(template))
			if have := trees(t, string(got)); !stands(any(want), any(have), word, text) {
				t.Errorf("%q in %q: got %q, %v, want %v", value, template, got, have, want)
			}
		}
	})
}

func TestAManifestKeepsItsBytes(t *testing.T) {
	for _, manifest := range []string{
		"", "a: b", "# c\n\na:   'b'  \n\tx", "a: b\r\nc: d  \r\n", "\ufeffa: b\n", "a: [\n", "\xff\xfea\x00:\x00 \x00b\x00", "a: $${{", "a: ${{\n}}", "a: |\n  x  \n\n\n",
	} {
		got, err := lab.Values{}.ExpandManifest([]byte(manifest))
		testkit.Must(t, err)
		if manifest[:min(2, len(manifest))] != "\xff\xfe" {
			testkit.Equal(t, string(got), manifest)
		}
	}
	const text = "# of ${{ namespace }}\nmetadata:\n    name:   ${{ namespace }}:reader  # why\n    n: \"${{ podIP }}\"\r\n\n---\nport: ${{ port }}\n"
	got, err := lab.Values{"namespace": "one-x", "podIP": "10.0.0.7", "port": "8080"}.ExpandManifest([]byte(text))
	testkit.Must(t, err)
	testkit.Equal(t, string(got), strings.NewReplacer("${{ namespace }}", "one-x", "${{ podIP }}", "10.0.0.7", "${{ port }}", "8080").Replace(text))
}

func TestWhatAScalarWithoutQuotesBecomes(t *testing.T) {
	for value, want := range map[string]any{
		"8080": json.Number("8080"), "-1": json.Number("-1"), "0.5": json.Number("0.5"), "true": true, "9007199254740993": json.Number("9007199254740993"),
		"007": "007", "1.10": "1.10", "1e3": "1e3", "5e12345": "5e12345", "yes": "yes", "null": "null", "": "", "True": "True", "0x1f": "0x1f", "+1": "+1", "2020-01-01": "2020-01-01",
	} {
		for _, template := range []string{"a: ${{ v }}\n", "{a: ${{ v }}}"} {
			got, err := lab.Values{"v": value}.ExpandManifest([]byte(template))
			testkit.Must(t, err)
			testkit.Equal(t, trees(t, string(got)), []any{map[string]any{"a": want}})
		}
		got, err := lab.Values{"v": value}.ExpandManifest([]byte("a: '${{ v }}'"))
		testkit.Must(t, err)
		testkit.Equal(t, trees(t, string(got)), []any{map[string]any{"a": value}})
	}
}

func TestAManifestThatTakesNoValueSaysWhy(t *testing.T) {
	for manifest, want := range map[string]string{
		"a: b\n---\nc: ${{ v }}\nd: [":        "line 4: not YAML: did not find expected node content",
		"a: ${{ v }}\n---\nb:\n\td: ${{ v }}": "line 4 is indented with a tab: YAML allows only spaces",
		"a: &${{ v }} b":                      "line 1: a value cannot be an anchor, an alias or a tag",
		"a: ${{ w }}":                         `no value named "w": no earlier step captures it`,
		"\xff${{ v }}":                        "is not UTF-8 text\nhint: save the file with UTF-8 encoding",
		"a: &x ${{ v }}\nb: [*x, *x, *x,*x]":  "",
	} {
		_, err := lab.Values{"v": "x"}.ExpandManifest([]byte(manifest))
		testkit.Equal(t, testkit.Text(err), want)
	}
}

func TestAManifestInUTF16IsRead(t *testing.T) {
	var utf16 []byte
	for _, r := range "\ufeffa: ${{ v }}" {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	got, err := lab.Values{"v": "8"}.ExpandManifest(utf16)
	testkit.Must(t, err)
	testkit.Equal(t, string(got), "a: 8")
}
