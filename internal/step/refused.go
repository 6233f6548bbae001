package step

import (
	"errors"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
)

// judgeRefusal judges an operation that the API server has to refuse, with a message
// that has some text in it. What the server said is the output's Stderr.
func judgeRefusal(text string, out lab.Output, err error) (lab.Output, error) {
	var rejected *kube.RejectedError
	switch {
	case err == nil:
		return out, i18n.Errorf("the API server accepted it; it must refuse it with %q", text)
	case !errors.As(err, &rejected):
		return out, err
	case !strings.Contains(rejected.Error(), text):
		return out, i18n.Errorf("the API server must refuse it with %q, but refused it otherwise: %w", text, err)
	}
	out.Stderr += rejected.Error() + "\n"
	return out, nil
}
