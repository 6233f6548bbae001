package terminal

import (
	"regexp"
	"slices"
	"strings"
)

// rules name what differs from run to run. Those that are longer or more certain come first.
var rules = []struct {
	found *regexp.Regexp
	as    string
}{
	{regexp.MustCompile(`http://10\.[.\d\n]+:[\d\n]+/`), "http://<ip>:<port>/"}, // of a Pod, and wherever it is wrapped
	{regexp.MustCompile(`eyJ[\w-]{8,}(\.[\w-]+)*`), "<token>"},
	{regexp.MustCompile(`\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`), "<uid>"},
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d\d:?\d\d|Z)?( [A-Z]{3,4})?`), "<time>"},
	{regexp.MustCompile(`\b((?i:sun|mon|tue|wed|thu|fri|sat)), \d\d \w{3} \d{4} \d\d:\d\d:\d\d( GMT| [+-]\d{4})?`), "<time>"},
	{regexp.MustCompile(`\b(localhost|127\.0\.0\.1|\[::1\]):\d+\b`), "$1:<port>"},
	{regexp.MustCompile(`\b\d{1,3}(\.\d{1,3}){3}:\d+\b`), "<ip>:<port>"},
	{regexp.MustCompile(`:\d{4,5}/`), ":<port>/"}, // of an address of which the rest is wrapped
	{regexp.MustCompile(`\b\d{1,3}(\.\d{1,3}){3}\b`), "<ip>"},
	{regexp.MustCompile(`\b[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,7}\b`), "<ip>"},
	{regexp.MustCompile(`\b(\d+):3[0-2]\d{3}/(TCP|UDP)\b`), "$1:<port>/$2"},
	{regexp.MustCompile(`(?i)\b(port|端口) (\d{5})\b`), "$1 <port>"},
	{regexp.MustCompile(`(resourceVersion"?: ?"?)\d+`), "$1<version>"},
	{regexp.MustCompile(`\bsha256:[0-9a-f]+\b`), "<hash>"},
	{regexp.MustCompile(`\b[0-9a-f]{12,64}\b`), "<hash>"},
	{regexp.MustCompile(`-[0-9a-f]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b`), "-<pod>"},
	{regexp.MustCompile(`\b(\d+h)?(\d+m)?\d+(\.\d+)?(ms|µs|s)\b`), "<duration>"},
	{regexp.MustCompile(`(\(|还有 )\d+( more lines| 行)`), "$1<n>$2"},
	{regexp.MustCompile(`(?m)(\S {2,})(\d+[dhms]){1,2}$`), "$1<duration>"},
	{regexp.MustCompile(`/tmp/[\w./-]*`), "<tmp>"},
}

// spent is how long a person took.
var spent = regexp.MustCompile(`(It took you|用时) (less than a minute|one minute|不到一分钟|一分钟|\d+ (minutes|分钟))`)

// environment is what env prints, in no order.
var environment = regexp.MustCompile(`(?m)(^ *│ [A-Z_][A-Z0-9_]*=.*\n)+`)

// gap is where a column was filled up to its width.
var gap = regexp.MustCompile(`(\S) {2,}`)

// Normal gives a transcript with what differs from run to run named: pairs
// are further texts and their names, such as folders. The width of a column
// follows what stands in it, so columns are two spaces apart.
func Normal(transcript string, pairs ...string) string {
	text := strings.NewReplacer(pairs...).Replace(transcript)
	for _, rule := range rules {
		text = rule.found.ReplaceAllStringFunc(text, func(found string) string {
			if found == "127.0.0.1" || found == "0.0.0.0" {
				return found // the same everywhere, and it matters which
			}
			return rule.found.ReplaceAllString(found, rule.as)
		})
	}
	text = spent.ReplaceAllString(text, "$1 <time>")
	text = environment.ReplaceAllStringFunc(text, func(block string) string {
		lines := strings.SplitAfter(block, "\n")
		slices.Sort(lines)
		return strings.Join(lines, "")
	})
	return gap.ReplaceAllString(text, "$1  ")
}
