package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"labs.local/labs/internal/i18n"
)

// Expand gives a copy of an operation, a check or a capture with the values
// in all of its texts, each in the form that its place asks for.
func Expand[T any](v Values, in T) (T, error) {
	var out T
	data, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	var tree any
	if err := DecodeJSON(data, &tree); err != nil {
		return out, err
	}
	if fields, ok := tree.(map[string]any); ok {
		err = v.expandFields(fields)
	} else {
		tree, err = v.expandTree(tree)
	}
	if err != nil {
		return out, err
	}
	if data, err = json.Marshal(tree); err != nil {
		return out, err
	}
	return out, DecodeJSON(data, &out)
}

// DecodeJSON reads JSON and keeps numbers of any type as they are written.
func DecodeJSON(data []byte, out any) error {
	if !json.Valid(data) {
		return json.Unmarshal(data, out) // which says what is wrong, and what a decoder would leave
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(out)
}

// expandFields puts values into the fields of an operation or a check.
func (v Values) expandFields(fields map[string]any) error {
	for name, field := range fields {
		expanded, err := v.expandField(name, field)
		if err != nil {
			return err
		}
		fields[name] = expanded
	}
	return nil
}

func (v Values) expandField(name string, field any) (any, error) {
	switch field := field.(type) {
	case string:
		switch name {
		case "shell":
			return v.expandScript(field)
		case "match":
			return v.expand(field, regexp.QuoteMeta)
		case "cel":
			return v.expand(field, quoteCEL)
		}
	case []any:
		if name == "kubectl" {
			return v.expandArguments(field)
		}
	case map[string]any:
		if name == "http" {
			return v.expandRequest(field)
		}
	}
	return v.expandTree(field)
}

// quoteCEL writes a value for a string of CEL. Outside of a string, what it
// makes of anything but a word or a number is no expression.
func quoteCEL(value string) string {
	var b strings.Builder
	for i, r := range value {
		switch {
		case r == '_' || r == '.' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z', r == '-' && i == 0:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// expandArguments puts values into the arguments of kubectl, each of which
// stays one. What the author did not write as a flag must not become one.
func (v Values) expandArguments(arguments []any) (any, error) {
	flags := true
	for i, argument := range arguments {
		text, _ := argument.(string)
		expanded, err := v.ExpandText(text)
		if err != nil {
			return nil, err
		}
		if flags && strings.HasPrefix(expanded, "-") && !strings.HasPrefix(text, "-") {
			return nil, i18n.Errorf("argument %s becomes %q when its values are filled in, and kubectl would read that as a flag", text, expanded)
		}
		flags = flags && text != "--"
		arguments[i] = expanded
	}
	return arguments, nil
}

// expandRequest puts values into a request: into its URL behind the host as
// one segment of the path or one value of the query, into a body in JSON or
// YAML as into a manifest.
func (v Values) expandRequest(request map[string]any) (any, error) {
	address, _ := request["url"].(string)
	body, _ := request["body"].(string)
	contentType, _ := request["contentType"].(string)
	delete(request, "body")
	delete(request, "url")
	tree, err := v.expandTree(request)
	if err != nil {
		return nil, err
	}
	if request["url"], err = v.expandURL(address); err != nil || body == "" {
		return tree, err
	}
	request["body"], err = v.expandBody(contentType, body)
	return tree, err
}

func (v Values) expandBody(contentType, body string) (string, error) {
	isJSON := strings.Contains(contentType, "json") ||
		contentType == "" && strings.IndexAny(strings.TrimSpace(body), "{[") == 0
	switch {
	case isJSON || strings.Contains(contentType, "yaml"):
		return v.expandStructure(body, isJSON)
	case strings.Contains(contentType, "form-urlencoded"):
		return v.expand(body, url.QueryEscape)
	}
	return v.ExpandText(body)
}

// authority is a URL up to its path: of a value alone, or with its scheme.
var authority = regexp.MustCompile(`^(\$\{\{[^}]*\}\}|[a-zA-Z]+://)((?:\$\{\{[^}]*\}\}|[^/?#])*)`)

func (v Values) expandURL(address string) (string, error) {
	at := len(authority.FindString(address))
	host, err := v.ExpandText(address[:at])
	if err != nil {
		return "", err
	}
	path, query, has := strings.Cut(address[at:], "?")
	if path, err = v.expand(path, url.PathEscape); err != nil || !has {
		return host + path, err
	}
	query, err = v.expand(query, url.QueryEscape)
	return host + path + "?" + query, err
}

func (v Values) expandTree(tree any) (any, error) {
	var err error
	switch node := tree.(type) {
	case string:
		return v.ExpandText(node)
	case []any:
		for i := range node {
			if node[i], err = v.expandTree(node[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for key := range node {
			if node[key], err = v.expandTree(node[key]); err != nil {
				return nil, err
			}
		}
	}
	return tree, nil
}
