package app

import (
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// language is what --lang asks for, wherever it stands, or else the
// environment: it is needed before the arguments are parsed.
func language(args []string, getenv func(string) string) string {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			return i18n.Match(value, lab.Languages)
		}
		if arg == "--lang" && i+1 < len(args) {
			return i18n.Match(args[i+1], lab.Languages)
		}
	}
	return i18n.Detect(getenv, lab.Languages)
}
