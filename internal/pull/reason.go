package pull

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
)

// because finds the reason in a command's words; begun says that something came before.
func because(failed *engine.CommandError, begun bool) error {
	said := saying(failed)
	if failed.Unreachable() || strings.HasPrefix(said, "error during connect") || strings.Contains(said, "no space left on device") {
		return failed
	}
	for _, known := range reasons {
		if m := known.words.FindStringSubmatch(said); m != nil {
			reason, hint := known.reason(m, failed.Program())
			passing := known.passes == always || known.passes == onTheWay && begun
			return &Error{Reason: reason, Hint: hint, said: failed, passing: passing}
		}
	}
	return failed
}

// passes says when a reason may pass by itself.
type passes int

const (
	never passes = iota
	// onTheWay is where something came before.
	onTheWay
	always
)

// reasons are what engines mean by their words; the first counts.
var reasons = []struct {
	words *regexp.Regexp
	passes
	reason func(m []string, program string) (reason, hint i18n.Message)
}{
	{regexp.MustCompile(`(?i)toomanyrequests|too many requests|\b429\b`), always, func(_ []string, program string) (reason, hint i18n.Message) {
		return i18n.Text("the registry returned 429 Too Many Requests"),
			i18n.Text("the registry limits pulls: wait, or log in with %s login, then run this again", program)
	}},
	{regexp.MustCompile(`(?i)verification failed|digest did not match|unexpected commit digest|failed size validation`), never, func([]string, string) (reason, hint i18n.Message) {
		return i18n.Text("the content that the registry sent does not match its digest"),
			i18n.Text("the registry's data is damaged, or a proxy changes it: use another network or another registry")
	}},
	{regexp.MustCompile(`(?i)access.* denied|\bdenied: |unauthorized|authentication required|no basic auth`), never, func(_ []string, program string) (reason, hint i18n.Message) {
		return i18n.Text("the registry has no such image, or requires a login"), i18n.Text("check the name, or log in with %s login", program)
	}},
	{regexp.MustCompile(`(?i)manifest unknown|name unknown|unknown blob|registry 404|: not found\b`), never, func([]string, string) (reason, hint i18n.Message) {
		return i18n.Text("the registry has no such image"), i18n.Text("check the name")
	}},
	{regexp.MustCompile(`x509: |certificate`), never, func(_ []string, program string) (reason, hint i18n.Message) {
		return i18n.Text("the registry's certificate is not trusted"),
			i18n.Text("check the clock; behind a proxy, add its certificate to those that %s trusts", program)
	}},
	{regexp.MustCompile(`\b(5\d\d) \(?[A-Z]`), always, func(m []string, _ string) (reason, hint i18n.Message) {
		code, _ := strconv.Atoi(m[1])
		return i18n.Text("the registry returned %d %s", code, http.StatusText(code)), i18n.Text("wait until the registry works again, then run this again")
	}},
	{regexp.MustCompile(`\bEOF\b|connection reset|broken pipe|read: connection timed out|stream error`), always, func([]string, string) (reason, hint i18n.Message) {
		return i18n.Text("the connection to the registry was lost"), i18n.Text("check the network, then run this again")
	}},
	{regexp.MustCompile(`(?s)(?:https?://|dial tcp |lookup )(\[[^\]]*\]:\d+|[^/\s":]+(?::\d+)?).*?` +
		`(connection refused|no such host|network is unreachable|no route to host|i/o timeout|TLS handshake timeout|connection timed out|server misbehaving|Client\.Timeout exceeded)`), onTheWay,
		func(m []string, program string) (reason, hint i18n.Message) {
			return i18n.Text("cannot reach registry %s: %s", m[1], m[2]),
				i18n.Text("check the network; behind a proxy, set it in the configuration of %s", program)
		}},
}

// Error says why an image was not pulled, and what to do.
type Error struct {
	Reason, Hint i18n.Message
	// said is what the engine's command said, if it did.
	said *engine.CommandError
	// passing is what may pass by itself.
	passing bool
	tries   int
}

func (e *Error) Error() string { return e.Localized().String() }

// Localized is what Error says, for any language.
func (e *Error) Localized() i18n.Message {
	text := e.Reason
	if e.tries > 1 {
		text = i18n.Text("%v (%d attempts)", text, e.tries)
	}
	if e.said == nil {
		return text
	}
	return i18n.Text("%v\n%s reports: %s", text, e.said.Program(), saying(e.said))
}

// Unwrap gives the command that failed.
func (e *Error) Unwrap() error {
	if e.said == nil {
		return nil
	}
	return e.said
}

// silent is the reason why a pull is given up that does not move.
func silent(limit time.Duration) error {
	return &Error{
		Reason: i18n.Text("the registry sent nothing for %s", limit), passing: true,
		Hint: i18n.Text("check the network, then run this again"),
	}
}

var introduction = regexp.MustCompile(`(?m)^(Error response from daemon|Error): `)

// saying is what an engine's command said, without what it is introduced by.
func saying(failed *engine.CommandError) string {
	return introduction.ReplaceAllString(failed.Stderr, "")
}
