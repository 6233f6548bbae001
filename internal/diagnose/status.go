package diagnose

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// status gives the API server's refusal, from the error, the output, or what
// kubectl printed; nil where there is none.
func (s *scene) status() *metav1.Status {
	if status := statusOf(s.Err); status != nil {
		return status
	}
	var status metav1.Status
	if json.NewDecoder(strings.NewReader(s.Output.Text)).Decode(&status) == nil && status.Kind == "Status" && status.Status == metav1.StatusFailure {
		return &status
	}
	return printed(s.Output.Stderr)
}

func statusOf(err error) *metav1.Status {
	var api apierrors.APIStatus
	if !errors.As(err, &api) {
		return nil
	}
	status := api.Status()
	return &status
}

// How kubectl writes refusals.
var (
	fromServer = regexp.MustCompile(`(?s)Error from server(?: \((\w+)\))?[^:]*: (.*)`)
	isInvalid  = regexp.MustCompile(`(?s)The \S+ "[^"]*" is invalid: (.*)`)
	ofField    = regexp.MustCompile(`^(?:\* )?([a-zA-Z][\w.\[\]/-]*): (.*)$`)
)

func printed(text string) *metav1.Status {
	if m := isInvalid.FindStringSubmatch(text); m != nil {
		status := &metav1.Status{Reason: metav1.StatusReasonInvalid, Message: text, Details: &metav1.StatusDetails{}}
		for _, line := range strings.Split(m[1], "\n") {
			if of := ofField.FindStringSubmatch(strings.TrimSpace(line)); of != nil {
				status.Details.Causes = append(status.Details.Causes, metav1.StatusCause{Field: of[1], Message: of[2]})
			}
		}
		return status
	}
	if m := fromServer.FindStringSubmatch(text); m != nil {
		return &metav1.Status{Reason: metav1.StatusReason(m[1]), Message: m[2], Code: codes[m[1]]}
	}
	return nil
}

var codes = map[string]int32{"Forbidden": 403, "Unauthorized": 401, "NotFound": 404, "BadRequest": 400}
