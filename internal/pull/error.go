package pull

import (
	"regexp"
	"time"

	"labs.local/labs/internal/engine"
	"labs.local/labs/internal/i18n"
)

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
