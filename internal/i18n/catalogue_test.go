package i18n_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

// foreign are the formats of other libraries that speak by x/text: what a
// lab file can do wrong by its schema.
var foreign = []string{
	"value must be %s", "value must be one of %s", "missing property %s", "missing properties %s",
	"%s does not match pattern %s", "minItems: got %d, want %d", "maxItems: got %d, want %d", "minimum: got %v, want %v", "maximum: got %v, want %v",
}

// silent are errors whose own words no reader gets to see, or that have none
// of their own.
var silent = []string{
	"command.FailedError",  // the report has said why
	"mutate.SurvivedError", // the same
	"command.ExitError",    // of another program, which has said why
	"i18n.wrapped",         // what Errorf makes
}

func translations(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("zh.json")
	testkit.Must(t, err)
	texts := map[string]string{}
	testkit.Must(t, json.Unmarshal(data, &texts))
	return texts
}

// formats gives what the source says, with the places; a format that is no
// literal cannot be looked up and is a fault.
func formats(t *testing.T, s *source) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, format := range foreign {
		found[format] = []string{"another library"}
	}
	each(s, func(file string, call *ast.CallExpr) {
		if !translates(call) || strings.HasPrefix(file, "internal/i18n/") {
			return
		}
		format, ok := literal(call.Args[0])
		if passed, named := call.Args[0].(*ast.Ident); named && passed.Name == "format" {
			return // of a function that translates
		}
		if !ok {
			t.Errorf("%s: the format is no literal", s.at(call))
			return
		}
		found[format] = append(found[format], s.at(call))
		if given := len(call.Args) - 1; given > 0 && !call.Ellipsis.IsValid() && given != len(verbs(format)) && !joins(call) {
			t.Errorf("%s: %d arguments for %q", s.at(call), given, format)
		}
	})
	return found
}

func joins(call *ast.CallExpr) bool {
	_, name := called(call)
	return name == "Join"
}

func TestEveryMessageIsTranslated(t *testing.T) {
	texts, found := translations(t), formats(t, read(t))
	for format, places := range found {
		text, ok := texts[format]
		switch {
		case !ok && !hasWords(format):
		case !ok:
			t.Errorf("%s: no translation of %q", places[0], format)
		case !maps.Equal(verbs(text), verbs(format)):
			t.Errorf("%q does not have the verbs of %q", text, format)
		}
	}
	for format := range texts {
		if found[format] == nil {
			t.Errorf("nothing says %q", format)
		}
	}
}

func TestTheCatalogueIsSorted(t *testing.T) {
	var sorted bytes.Buffer
	encoder := json.NewEncoder(&sorted)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	testkit.Must(t, encoder.Encode(translations(t)))
	testkit.Golden(t, "../zh.json", sorted.String()) // -update sorts it
}

// TestNoErrorGoesPastTheCatalogue demands i18n.Errorf wherever a person may
// read the error.
func TestNoErrorGoesPastTheCatalogue(t *testing.T) {
	s := read(t)
	each(s, func(file string, call *ast.CallExpr) {
		upon, name := called(call)
		if made := upon + "." + name; (made == "fmt.Errorf" || made == "errors.New") && !strings.HasPrefix(file, "internal/i18n/") {
			t.Errorf("%s: %s: use i18n.Errorf", s.at(call), made)
		}
	})
}

// TestEveryErrorSpeaksTheReadersLanguage demands of each error type, besides
// Error, the method Localized.
func TestEveryErrorSpeaksTheReadersLanguage(t *testing.T) {
	s := read(t)
	methods := map[string][]string{}
	each(s, func(file string, f *ast.FuncDecl) {
		if f.Recv != nil && f.Type.Params.NumFields() == 0 {
			receiver := f.Recv.List[0].Type
			if pointer, ok := receiver.(*ast.StarExpr); ok {
				receiver = pointer.X
			}
			if named, ok := receiver.(*ast.Ident); ok {
				typ := s.files[file].Name.Name + "." + named.Name
				methods[typ] = append(methods[typ], f.Name.Name)
			}
		}
	})
	for typ, names := range methods {
		if slices.Contains(names, "Error") && !slices.Contains(names, "Localized") && !slices.Contains(silent, typ) {
			t.Errorf("%s has no method Localized", typ)
		}
	}
}
