package diagnose

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"labs.local/labs/internal/check"
	"labs.local/labs/internal/i18n"
)

// rejected tells what of a manifest the API server does not take.
func rejected(_ context.Context, s *scene) []i18n.Message {
	status := s.status()
	if status == nil || status.Reason != metav1.StatusReasonInvalid && !undeclared.MatchString(status.Message) {
		return nil
	}
	return faults(status)
}

// faults says what is wrong with each field, or with the whole.
func faults(status *metav1.Status) []i18n.Message {
	var found []i18n.Message
	if status.Details != nil {
		for _, cause := range status.Details.Causes {
			found = append(found, fault(cause.Field, cause.Message))
		}
	}
	if m := undeclared.FindStringSubmatch(status.Message); m != nil {
		found = messages(unknownField(m[1]))
	}
	if found == nil {
		found = messages(i18n.Foreign(short(status.Message)))
	}
	return found
}

var (
	wrongValue = regexp.MustCompile(`(?:Invalid|Unsupported) value: "([^"]*)"`)
	undeclared = regexp.MustCompile(`(\.\S+): field not declared in schema`)
)

// unchangeable is what the API server says of changes to a Pod.
const unchangeable = "may not change fields other than"

func fault(field, message string) i18n.Message {
	value := ""
	if m := wrongValue.FindStringSubmatch(message); m != nil {
		value = m[1]
	}
	switch {
	case strings.Contains(message, unchangeable):
		return immutable()
	case strings.HasSuffix(field, "fieldRef.fieldPath") && strings.Contains(field, "volumes["):
		return notOneOf(field, value, volumeFields)
	case strings.HasSuffix(field, "fieldRef.fieldPath"):
		return notOneOf(field, value, envFields)
	case strings.HasSuffix(field, "resourceFieldRef.resource"):
		return notOneOf(field, value, resourceFields)
	}
	return i18n.Text("field %s: %s", field, short(message))
}

func immutable() i18n.Message {
	return i18n.Text("most fields of a running Pod cannot change, except for its image: delete the Pod and create it again")
}

// notOneOf tells of a value of the Downward API that there is not.
func notOneOf(field, value string, known []string) i18n.Message {
	switch bare := "metadata." + strings.TrimPrefix(value, "metadata."); {
	case value == "metadata.labels" || value == "metadata.annotations":
		return i18n.Text("field %s has value %q: an environment variable can take only one key of it, %s['<KEY>']; to get all keys, use a volume", field, value, value)
	case slices.Contains(known, bare):
		return i18n.Text("field %s has invalid value %q; did you mean %s?", field, value, bare)
	}
	if nearest := check.Nearest(value, known); nearest != "" {
		return i18n.Text("field %s has invalid value %q; did you mean %s?", field, value, nearest)
	}
	return i18n.Text("field %s has invalid value %q; valid values are %s", field, value, strings.Join(known, ", "))
}

// status gives the API server's refusal, from the error, the output, or kubectl's words; nil without one.
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
