package lab

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	parser "go.yaml.in/yaml/v3"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
	"sigs.k8s.io/yaml"

	"labs.local/labs/internal/i18n"
)

// Document is one of the documents of a manifest.
type Document struct {
	// Line is the line of the file at which the text begins.
	Line int
	Text string
}

// separator is what stands between two documents of a YAML stream.
var separator = regexp.MustCompile(`(?m)^(?:---(?:[ \t]+|\r?$\n?)|\.\.\.[ \t]*(?:#.*)?\r?$\n?)`)

// Documents cuts a manifest into its documents.
func Documents(manifest []byte) ([]Document, error) {
	text, err := utf8Text(manifest)
	if err != nil {
		return nil, err
	}
	var found []Document
	line, start := 1, 0
	add := func(end, next int) {
		found = append(found, Document{line, text[start:end]})
		line += strings.Count(text[start:next], "\n")
		start = next
	}
	for _, at := range separator.FindAllStringIndex(text, -1) {
		add(at[0], at[1])
	}
	add(len(text), len(text))
	return found, nil
}

// JSON gives the values of a document, as kubectl reads them: usually one,
// none where there are only comments. A field that is there twice is an error.
func (d Document) JSON() ([]json.RawMessage, error) {
	values := jsonStream(d.Text)
	if len(values) > 1 {
		return values, nil
	}
	value, err := yaml.YAMLToJSONStrict([]byte(d.Text))
	if err == nil && values == nil {
		err = more(d.Text)
	}
	switch value = bytes.TrimSpace(value); {
	case err != nil && values != nil:
		return values, nil
	case err != nil:
		return nil, d.fault(err)
	case string(value) == "null":
		return nil, nil
	}
	return []json.RawMessage{value}, nil
}

// more is an error where something follows the first document of a text, which sigs.k8s.io/yaml does not read.
func more(text string) error {
	decoder := parser.NewDecoder(strings.NewReader(text))
	var node parser.Node
	if err := decoder.Decode(&node); err != nil {
		return nil // nothing but comments
	}
	switch err := decoder.Decode(&node); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	return i18n.Errorf("unexpected content after the object: separate two objects with a line ---")
}

// jsonStream reads JSON values one after the other; nil where a text is anything else.
func jsonStream(text string) (values []json.RawMessage) {
	decoder := json.NewDecoder(strings.NewReader(text))
	for {
		var value json.RawMessage
		switch err := decoder.Decode(&value); {
		case errors.Is(err, io.EOF):
			return values
		case err != nil:
			return nil
		}
		values = append(values, value)
	}
}

// fault says why a document cannot be read, with the line of the file.
func (d Document) fault(err error) error {
	line, what := d.Line, strings.TrimPrefix(strings.TrimPrefix(err.Error(), "error converting YAML to JSON: "), "yaml: ")
	if m := yamlLine.FindStringSubmatch(what); m != nil {
		n, _ := strconv.Atoi(m[1])
		line, what = d.Line+n-1, m[2]
	}
	if tab := tabbed(d.Text); tab > 0 && strings.Contains(what, "cannot start any token") {
		return i18n.Errorf("line %d is indented with a tab: YAML allows only spaces", d.Line+tab-1)
	}
	return i18n.Errorf("line %d: not YAML: %s", line, what)
}

// tabbed gives the first line that is indented with a tab, or 0.
func tabbed(text string) int {
	for n, line := range strings.Split(text, "\n") {
		if rest := strings.TrimLeft(line, " "); strings.HasPrefix(rest, "\t") && strings.TrimSpace(rest) != "" {
			return n + 1
		}
	}
	return 0
}

// utf8Text gives a file as text: in UTF-8, without a byte order mark. One that
// has the mark of UTF-16 or UTF-32 is converted.
func utf8Text(data []byte) (string, error) {
	for mark, from := range map[string]transform.Transformer{
		"\xff\xfe\x00\x00": utf32.UTF32(utf32.LittleEndian, utf32.UseBOM).NewDecoder(),
		"\x00\x00\xfe\xff": utf32.UTF32(utf32.BigEndian, utf32.UseBOM).NewDecoder(),
	} {
		if bytes.HasPrefix(data, []byte(mark)) {
			text, _, err := transform.Bytes(from, data)
			return checked(text, err)
		}
	}
	text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data)
	return checked(text, err)
}

func checked(text []byte, err error) (string, error) {
	switch {
	case err != nil:
		return "", err
	case !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0:
		return "", i18n.Errorf("is not UTF-8 text\nhint: save the file with UTF-8 encoding")
	}
	return string(text), nil
}
