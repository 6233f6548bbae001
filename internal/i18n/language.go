package i18n

import "strings"

// Detect gives the language that the environment asks for by LABS_LANG or the
// locale (POSIX.1-2017, 8.2: LC_ALL, LC_MESSAGES, LANG), or the first known.
func Detect(getenv func(string) string, known []string) string {
	for _, name := range []string{"LABS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			return Match(value, known)
		}
	}
	return known[0]
}

// Match gives the known language that a tag such as "zh_CN.UTF-8" means, or
// the first.
func Match(tag string, known []string) string {
	for _, language := range known {
		if tag == language || strings.HasPrefix(tag, language+"_") || strings.HasPrefix(tag, language+"-") || strings.HasPrefix(tag, language+".") {
			return language
		}
	}
	return known[0]
}
