package report

import (
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

type format struct {
	name string
	open func(*target, Options) (report, error)
}

func formats() []format {
	return []format{{"junit", whole(renderJUnit)}, {"json", openStream}, {"markdown", whole(renderMarkdown)}}
}

// whole opens reports that are written as a whole.
func whole(render func(Options, *Tree) ([]byte, error)) func(*target, Options) (report, error) {
	return func(t *target, o Options) (report, error) { return &document{o, t, render}, nil }
}

// Formats are the names of the formats there are.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

type spec struct {
	text   string
	format format
	target *target
}

// parse reads all specifications before any file is changed.
func parse(specifications []string, o Options) ([]spec, error) {
	var specs []spec
	taken := map[string]string{}
	for _, text := range specifications {
		s, err := parseOne(text, o)
		if err != nil {
			return nil, err
		}
		if other, ok := taken[s.target.name]; ok {
			return nil, i18n.Errorf("--report %s: %s already uses this output", text, other)
		}
		taken[s.target.name] = text
		specs = append(specs, s)
	}
	return specs, nil
}

func parseOne(text string, o Options) (spec, error) {
	name, file, found := strings.Cut(text, "=")
	at := slices.IndexFunc(formats(), func(f format) bool { return f.name == name })
	if !found || file == "" || at < 0 {
		return spec{}, i18n.Errorf("invalid --report %q: use FORMAT=FILE; the formats are %s", text, strings.Join(Formats(), ", "))
	}
	target, err := newTarget(file, o)
	if err != nil {
		return spec{}, i18n.Errorf("--report %s: %w", text, err)
	}
	return spec{text, formats()[at], target}, nil
}
