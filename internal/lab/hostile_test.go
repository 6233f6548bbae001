package lab_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// lots repeats a text up to a size in bytes.
func lots(text string, size int) string { return strings.Repeat(text, size/len(text)) }

// kib is most of what a lab file or a text may be.
const kib = 250 << 10

// bomb nests aliases: each level is nine of the one before.
func bomb(levels int, leaf string) string {
	text := "x0: &x0 [" + leaf + "]\n"
	for i := 1; i <= levels; i++ {
		alias := fmt.Sprintf("*x%d", i-1)
		text += fmt.Sprintf("x%d: &x%d [%s]\n", i, i, strings.Join([]string{alias, alias, alias, alias, alias, alias, alias, alias, alias}, ","))
	}
	return text
}

// inStep gives the first lab with something more in its first step.
func inStep(text string) string {
	return strings.Replace(one, "- name: create\n", "- name: create\n"+text, 1)
}

func inMatch(expression string) string { return strings.Replace(one, "^POD", "'"+expression+"'", 1) }

func inCEL(expression string) string {
	return strings.Replace(one, "output.size() > 0", "'"+expression+"'", 1)
}

// hostile are files that would take very long, or much memory, if they were
// read as others are; want is a part of what is said of them.
var hostile = []struct{ name, file, text, want string }{
	{"billion laughs", oneFile, bomb(9, "lol"), "is larger than 2048 KiB when its aliases are expanded"},
	{"one long text, aliased often", oneFile, "a: &a " + lots("a", 100<<10) + "\nb: [" + lots("*a,", 100<<10) + "]\n", "is larger than 2048 KiB"},
	{"merged maps", oneFile, "a: &a {b: " + lots("b", 1000) + "}\nc:\n" + lots("- {<<: *a}\n", kib), "is larger than 2048 KiB"},
	{"deep flow", oneFile, lots("[", kib), "not YAML"},
	{"deep lists", oneFile, lots("- ", 9000), "is nested more than 64 levels deep"},
	{"deep maps", oneFile, "a: " + strings.Repeat("{a: ", 2000) + strings.Repeat("}", 2000), "is nested more than 64 levels deep"},
	{"deep by aliases", oneFile, "a0: &a0 []\n" + chain(100), "is nested more than 64 levels deep"},
	{"an alias of itself", oneFile, "a: &a [*a]", "contains itself"},
	{"many keys", oneFile, numbered("a%d: 1\n", kib), "has more than 1000 fields"},
	{"one key often", oneFile, lots("a:\n", kib), "has more than 1000 fields"},
	{"unknown fields", oneFile, one + numbered("a%d: 1\n", 6000), "unknown field; there are more problems"},
	{"wrong types", oneFile, strings.Replace(one, "[env]", "["+lots("1,", kib)+"]", 1), "must be a string, not a number; there are more problems"},
	{"too many steps", oneFile, one + lots("- {name: a, checks: [{line: a}]}\n", 20<<10), "maxItems: got"},
	{"too many checks", oneFile, strings.Replace(one, "  - match: ^POD\n", lots("  - match: a\n", kib), 1), "maxItems: got"},
	{"too many operations", oneFile, inStep("  solution: [" + lots("{shell: a},", 20<<10) + "]\n"), "maxItems: got"},
	{"too many images", oneFile, strings.Replace(one, "[toolbox]", "["+lots("a,", kib)+"]", 1), "maxItems: got"},
	{"one language often", oneFile, one + "languages: [" + lots("en,", kib) + "]\n", "maxItems: got"},
	{"undefined values", oneFile, strings.Replace(one, "command: [env]", "command: ['"+lots("${{a}}", kib-2000)+"']", 1), "there are more problems"},
	{"a large lab file", oneFile, one + lots("#\n", 300<<10), "is larger than 256 KiB"},
	{"comments", oneFile, lots("#\n", kib), "must be a mapping"},
	{"spaces", oneFile, lots(" ", kib), "must be a mapping"},
	{"question marks", oneFile, lots("? ", 18<<10), "is nested more than 64 levels deep"},
	{"anchors", oneFile, "a:\n" + numbered("- &a%d 1\n", kib), "missing properties"},
	{"long expression", oneFile, inMatch(lots("a", 5000)), "is longer than 4096 characters"},
	{"expression that repeats", oneFile, inMatch(lots("(a{100}){10}", 4000)), "too many repetitions"},
	{"expression with long repetition", oneFile, inMatch("(" + lots("a", 100) + "){1000}"), "too many repetitions"},
	{"expression that nests", oneFile, inMatch(lots("(", 2000) + lots(")", 2000)), "nests too deeply"},
	{"long CEL", oneFile, inCEL(lots("1 + ", 5000) + "1"), "exceeds limit"},
	{"CEL that nests", oneFile, inCEL(lots("(", 2000) + "1" + lots(")", 2000)), "recursion limit"},
	{"CEL that negates", oneFile, inCEL(lots("!", 4000) + "1"), "returns int, not bool"},
	{"CEL of lists", oneFile, inCEL(lots("[", 2000) + lots("]", 2000)), "recursion limit"},
	{"billion laughs in a manifest", manifest, bomb(9, "lol"), "manifests/pod.yaml:7:5: is larger than 2048 KiB"},
	{"bomb in a second document", manifest, "a: 1\n---\n" + bomb(9, "lol"), "manifests/pod.yaml:9:5: is larger than 2048 KiB"},
	{"bomb behind a value", manifest, "a: ${{ namespace }}\n" + bomb(9, "lol"), "manifests/pod.yaml:8:5: is larger than 2048 KiB"},
	{"large manifest", manifest, lots("#\n", 2<<20), "is larger than 1024 KiB"},
	{"values in a manifest", manifest, lots("${{namespace}}", 1<<20), "has more than 1000 references to values"},
	{"a large text", oneEN, oneText + lots("a\n", 300<<10), "is larger than 256 KiB"},
	{"sections", oneEN, lots("## a\n", kib), "has more than 200 sections"},
	{"headings", oneEN, lots("### a\n", kib), "is not allowed here; there are more problems"},
	{"titles", oneEN, lots("# a\n", kib), "no section"},
	{"quotes", oneEN, lots(">", kib), "is nested more than 64 levels deep"},
	{"lists", oneEN, lots("1. > ", kib), "is nested more than 64 levels deep"},
	{"fences", oneEN, lots("```\n", kib), "no title"},
	{"brackets", oneEN, lots("[", kib), "more than 1000 characters for emphasis and links"},
	{"stars", oneEN, "# a\n\n> " + lots("*a_ ", kib), "en.md:3:1: a paragraph has more than 1000 characters for emphasis and links"},
	{"attributes", oneEN, "## a {" + lots("#a ", kib), "no title"},
	{"attributes that nest", oneEN, lots("## a {a={a={\n", kib), "has more than 200 sections"},
}

func chain(n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "a%d: &a%d [*a%d]\n", i+1, i+1, i)
	}
	return text.String()
}

// numbered repeats a line with a number up to a size.
func numbered(format string, size int) string {
	var text strings.Builder
	for i := 0; text.Len() < size; i++ {
		fmt.Fprintf(&text, format, i)
	}
	return text.String()
}

// The bounds are far from what is used, and farther from what an unbounded
// reader would use. Time is the processor's.
const (
	boundedTime   = 20 * time.Second
	boundedMemory = instrumented * 200 << 20
)

// bounded demands that work takes little time and memory.
func bounded(t *testing.T, work func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	started := processor(t)
	work()
	spent := processor(t) - started
	runtime.ReadMemStats(&after)
	allocated := after.TotalAlloc - before.TotalAlloc
	t.Logf("%v, %d KiB", spent, allocated>>10)
	if spent > boundedTime || allocated > boundedMemory {
		t.Errorf("it took %v and %d MiB", spent, allocated>>20)
	}
}

// processor gives the time that the process has computed.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	testkit.Must(t, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func TestHostileFilesAreRefusedAtSmallCost(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			bounded(t, func() { refused(t, loadError(with(h.file, h.text)), h.want) })
		})
	}
}

func loadError(files fstest.MapFS) error {
	_, err := lab.Load(files)
	return err
}

// refused demands an InvalidError that says something, and not too much.
func refused(t *testing.T, err error, want string) {
	t.Helper()
	var invalid *lab.InvalidError
	text := testkit.Text(err)
	if !errors.As(err, &invalid) || !strings.Contains(text, want) || len(invalid.Problems) > 100 {
		t.Errorf("a %T, want %q in it:\n%.2000s", err, want, text)
	}
}
