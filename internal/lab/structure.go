package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
)

// ExpandManifest puts values into the texts of a manifest, YAML or JSON.
// Whatever is in a value, the manifest keeps its structure. It keeps its bytes
// too, but for the values, where these need no quotes.
func (v Values) ExpandManifest(manifest []byte) ([]byte, error) {
	if !reference.Match(manifest) && bytes.IndexByte(manifest, 0) < 0 {
		return manifest, nil
	}
	text, err := utf8Text(manifest)
	if err != nil {
		return nil, err
	}
	expanded, err := v.expandStructure(text, false)
	return []byte(expanded), err
}

// expandStructure puts values into a YAML stream or JSON; asJSON says that it has to come out as JSON.
func (v Values) expandStructure(text string, asJSON bool) (string, error) {
	pasted, err := v.ExpandText(text)
	if err != nil || references(text) == nil {
		return pasted, err
	}
	marked, marks := v.mark(text)
	documents, err := Documents([]byte(marked))
	if err != nil {
		return "", err
	}
	for i, d := range documents {
		if documents[i].Text, err = marks.fill(d, asJSON); err != nil {
			return "", err
		}
	}
	if same(documents, pasted) && (!asJSON || json.Valid([]byte(pasted))) {
		return pasted, nil
	}
	texts := make([]string, len(documents))
	for i, d := range documents {
		texts[i] = strings.TrimSuffix(d.Text, "\n")
	}
	if asJSON {
		return strings.Join(texts, "\n"), nil
	}
	return strings.Join(texts, "\n---\n") + "\n", nil
}

// same says whether a text reads as these documents do.
func same(documents []Document, text string) bool {
	others, err := Documents([]byte(text))
	return err == nil && slices.EqualFunc(documents, others, func(a, b Document) bool {
		as, err := a.JSON()
		bs, other := b.JSON()
		return err == nil && other == nil && slices.EqualFunc(as, bs, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
	})
}

// marks are words that stand for values while a text is parsed, each followed by its value.
type marks []string

// mark puts words that mean nothing in YAML in the place of references.
func (v Values) mark(text string) (string, marks) {
	word := "value"
	for strings.Contains(text, word) {
		word += "x"
	}
	var all marks
	marked := ReplaceReferences(text, func(name, _ string) string {
		mark := fmt.Sprintf("%s%dz", word, len(all)/2)
		all = append(all, mark, strings.ToValidUTF8(v[name], "\ufffd"))
		return mark
	})
	return marked, all
}

// in says whether a text has a mark.
func (m marks) in(text string) bool {
	for i := 0; i < len(m); i += 2 {
		if strings.Contains(text, m[i]) {
			return true
		}
	}
	return false
}

// fill gives the text of a document with its values.
func (m marks) fill(d Document, asJSON bool) (string, error) {
	if !m.in(d.Text) && !asJSON {
		return d.Text, nil
	}
	if jsonStream(d.Text) != nil {
		return m.quoted().Replace(d.Text), nil
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(d.Text), &root); err != nil {
		return "", d.fault(err)
	}
	if err := m.walk(&root, false); err != nil {
		return "", i18n.Errorf("line %d: %w", d.Line, err)
	}
	if problem := checkExtent("", &root); problem != nil {
		return "", i18n.Errorf("%v", problem.Message)
	}
	text, err := yaml.Marshal(&root)
	if err != nil || !asJSON {
		return string(text), err
	}
	values, err := Document{d.Line, string(text)}.JSON()
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return strings.Join(texts, "\n"), err
}

// quoted replaces marks that stand in strings of JSON.
func (m marks) quoted() *strings.Replacer {
	pairs := slices.Clone(m)
	for i := 1; i < len(pairs); i += 2 {
		text, _ := json.Marshal(pairs[i]) // a string can be written
		pairs[i] = string(text[1 : len(text)-1])
	}
	return strings.NewReplacer(pairs...)
}

// walk puts values into the scalars below a node. Comments go, as a value could end one.
func (m marks) walk(node *yaml.Node, key bool) error {
	node.HeadComment, node.LineComment, node.FootComment = "", "", ""
	if m.in(node.Anchor) || m.in(node.Tag) || node.Kind == yaml.AliasNode && m.in(node.Value) {
		return i18n.Errorf("a value cannot be an anchor, an alias or a tag")
	}
	if node.Kind == yaml.ScalarNode && m.in(node.Value) {
		m.put(node, key)
	}
	for i, item := range node.Content {
		if err := m.walk(item, node.Kind == yaml.MappingNode && i%2 == 0); err != nil {
			return err
		}
	}
	return nil
}

// put puts values into a scalar. One without quotes that becomes a number or a
// bool is one; everything else, and every key, is text.
func (m marks) put(node *yaml.Node, key bool) {
	node.Value = strings.NewReplacer(m...).Replace(node.Value)
	tagged := node.Style & yaml.TaggedStyle
	switch {
	case tagged != 0:
	case node.Style != 0 || key || !bare(node.Value):
		node.Tag = "!!str"
	default:
		node.Tag = ""
		return
	}
	node.Style = tagged | yaml.DoubleQuotedStyle
}

// bare says whether a text is a number as JSON writes it, or a bool. One that
// would be written in another way as a number, such as 007 or 1.10, is text.
func bare(text string) bool {
	number, err := strconv.ParseFloat(text, 64)
	whole, failed := strconv.ParseInt(text, 10, 64)
	written, _ := json.Marshal(number) // none of an infinite one
	return text == "true" || text == "false" || text != "-0" && (err == nil && string(written) == text ||
		failed == nil && strconv.FormatInt(whole, 10) == text)
}
