package i18n

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

//go:embed zh.json
var chinese []byte

// catalogue holds the translations, by the English format.
var catalogue = sync.OnceValue(func() catalog.Catalog {
	var texts map[string]string
	if err := json.Unmarshal(chinese, &texts); err != nil {
		panic(fmt.Sprintf("zh.json: %v", err)) // a test reads it
	}
	builder := catalog.NewBuilder(catalog.Fallback(language.English))
	for key, text := range texts {
		if err := builder.SetString(language.Chinese, key, text); err != nil {
			panic(fmt.Sprintf("zh.json: %q: %v", key, err))
		}
	}
	return builder
})

// Printer writes in one language; nil writes in English.
type Printer struct{ tag language.Tag }

// NewPrinter makes a printer for a language of the labs, such as "zh".
func NewPrinter(name string) *Printer { return &Printer{language.Make(name)} }

// Text is fmt.Sprintf in the printer's language.
func (p *Printer) Text(format string, args ...any) string {
	translated := make([]any, len(args))
	for i, arg := range args {
		translated[i] = p.argument(arg)
	}
	return fmt.Sprintf(strings.ReplaceAll(p.format(format), "%w", "%v"), translated...)
}

// Message puts a message into words.
func (p *Printer) Message(m Message) string { return p.Text(m.Format, m.Args...) }

// Error says an error. Those of other libraries say what they say.
func (p *Printer) Error(err error) string {
	switch e := err.(type) {
	case Localized:
		return p.Message(e.Localized())
	case *url.Error: // of package net/http, around what a transport says
		return fmt.Sprintf("%s %q: %s", e.Op, e.URL, p.Error(e.Err))
	case interface{ Unwrap() []error }: // errors.Join
		var texts []string
		for _, one := range e.Unwrap() {
			texts = append(texts, p.Error(one))
		}
		return strings.Join(texts, "\n")
	}
	return err.Error()
}

func (p *Printer) argument(arg any) any {
	switch a := arg.(type) {
	case Message:
		return p.Message(a)
	case Localized:
		return p.Message(a.Localized())
	case error:
		return p.Error(a)
	case interface{ In(language string) string }: // written in several languages
		if p != nil {
			return a.In(p.tag.String())
		}
	case interface{ LocalizedString(*message.Printer) string }: // another library that speaks by x/text
		if p != nil {
			return a.LocalizedString(message.NewPrinter(p.tag, message.Catalog(catalogue())))
		}
	}
	return arg
}

// format gives the translation of a format, or the format itself.
func (p *Printer) format(key string) string {
	if p == nil || p.tag == language.English {
		return key
	}
	found := &rendering{text: key}
	_ = catalogue().Context(p.tag, found).Execute(key) // an unknown key leaves the text as it is
	return found.text
}

// rendering takes a format out of the catalogue, which package fmt fills: x/text would write port 8001 as "8,001".
type rendering struct{ text string }

func (r *rendering) Render(text string) { r.text = text }

func (r *rendering) Arg(int) any { return nil }

// Detect gives the language of LABS_LANG or the locale (POSIX.1-2017, 8.2), or the first known.
func Detect(getenv func(string) string, known []string) string {
	for _, name := range []string{"LABS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			return Match(value, known)
		}
	}
	return known[0]
}

// Match gives the known language that a tag such as "zh_CN.UTF-8" means, or the first.
func Match(tag string, known []string) string {
	for _, language := range known {
		if tag == language || strings.HasPrefix(tag, language+"_") || strings.HasPrefix(tag, language+"-") || strings.HasPrefix(tag, language+".") {
			return language
		}
	}
	return known[0]
}
