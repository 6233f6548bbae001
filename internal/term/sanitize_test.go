package term_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"labs.local/labs/internal/term"
	"labs.local/labs/internal/testkit"
)

func TestSanitizeLeavesNothingThatSteersATerminal(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"plain":                       {"Pod „web“ läuft 中文\t✓\n", "Pod „web“ läuft 中文\t✓\n"},
		"colours":                     {"\x1b[1;31mred\x1b[0m", "red"},
		"private CSI":                 {"\x1b[?1049hfull\x1b[?25l", "full"},
		"CSI with intermediates":      {"\x1b[4 qbar\x1b[!p", "bar"},
		"link, ended by ST":           {"\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\", "text"},
		"link, ended by BEL":          {"\x1b]8;;http://x\atext\x1b]8;;\a", "text"},
		"clipboard":                   {"a\x1b]52;c;aGVsbG8=\ab", "ab"},
		"string, ended by C1 ST":      {"a\x1b]0;title\u009cb", "ab"},
		"DCS, SOS, PM and APC":        {"\x1bPq#0\x1b\\a\x1bXx\x1b\\b\x1b^x\x1b\\c\x1b_x\x1b\\d", "abcd"},
		"two bytes":                   {"\x1bcreset\x1b(Bset\x1b7save\x1bM", "resetsetsave"},
		"C1 in UTF-8":                 {"\u009b31mred\u0085next", "31mrednext"},
		"C1 in eight bits":            {"\x9b31mred", "�31mred"},
		"invalid UTF-8":               {"a\xff\xfeb", "a�b"},
		"carriage return, bell, back": {"good\rbad\a\b\x7f\x00", "goodbad"},
		"direction of writing":        {"a\u202eb\u2066c\u2069\u200e\u061c", "abc"},
		"CSI without an end":          {"a\x1b[31", "a31"},
		"OSC without an end":          {"a\x1b]52;c;aGVs\nbG8=", "a"},
		"OSC cut by another":          {"a\x1b]0;x\x1b[31mb", "ab"},
		"escape at the end":           {"a\x1b", "a"},
		"escape before an escape":     {"a\x1b\x1b[31mb", "ab"},
		"sequence within a sequence":  {"\x1b[\x1b[31m2Jb", "2Jb"},
	} {
		t.Run(name, func(t *testing.T) { testkit.Equal(t, term.Sanitize(test.text), test.want) })
	}
}

func FuzzSanitize(f *testing.F) {
	for _, seed := range []string{"", "\x1b\x1b", "\x1b[\x1b]", "\xc2\x1b\x9b1m", "\u009d0;x\a", "\x1b]\xff\x1b\\", "\u202e\t\n\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := term.Sanitize(text)
		steers := func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
		}
		if strings.ContainsFunc(got, steers) || !utf8.ValidString(got) {
			t.Errorf("%q became %q", text, got)
		}
		if again := term.Sanitize(got); again != got {
			t.Errorf("%q became %q and then %q", text, got, again)
		}
	})
}
