// Package trust knows what of a course acts outside of its labs, on the learner's
// machine or in the cluster, and which courses the learner lets do that.
package trust

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/shell"
)

// Action is something that a course does outside of its labs, with the learner's
// rights: on the machine, or in the cluster with what a lab does not make.
type Action struct {
	Lab  *lab.Lab
	Step *lab.Step
	// Text is the script, the command line or the request: foreign.
	Text string
}

// Actions gives those of a course, in order.
func Actions(course *lab.Course) []Action {
	var found []Action
	for _, l := range course.Labs {
		scope := Scope{course, l}
		for i := range l.Steps {
			for _, o := range operations(&l.Steps[i]) {
				if !scope.Stays(o) {
					found = append(found, Action{l, &l.Steps[i], Shown(o)})
				}
			}
		}
	}
	return found
}

// operations gives all that a step does, its checks too.
func operations(s *lab.Step) []lab.Operation {
	all := append(s.Operations[:len(s.Operations):len(s.Operations)], s.Solution...)
	for _, c := range s.Checks {
		if source := c.Source(); source.Facts().Kind != "" {
			all = append(all, *source)
		}
	}
	return all
}

// Stays says whether an operation stays in the lab: in what is its own in the
// cluster, and in containers, so that it needs no trust. It knows what does; of
// all else it says no.
func (s Scope) Stays(o lab.Operation) bool {
	switch facts := o.Facts(); facts.Reach {
	case lab.InLab:
		return true
	case lab.ByObject:
		return !s.foreign(facts.Object)
	case lab.ByArguments:
		return kubectl().stays(o.Kubectl, s)
	case lab.ByURL:
		return OfCluster(o.HTTP)
	}
	return false
}

// clusterURL is the API server's, or the proxy's, up to the path.
var clusterURL = regexp.MustCompile(`^\$\{\{\s*(server|proxy)\s*\}\}([/?#]|$)`)

// OfCluster says whether a request, as it is written in a lab, is meant for
// the cluster; that it goes nowhere else is seen to where it connects.
func OfCluster(written *lab.HTTP) bool { return clusterURL.MatchString(written.URL) }

// Shown is what a person has to see to agree to an operation.
func Shown(o lab.Operation) string {
	switch facts := o.Facts(); facts.Reach {
	case lab.ByArguments:
		return shell.Words(append([]string{"kubectl"}, o.Kubectl...)...)
	case lab.ByURL:
		return request(o.HTTP)
	case lab.OnMachine:
		return facts.Subject
	default:
		return shell.Words("kubectl", facts.Kind, facts.Object)
	}
}

func request(h *lab.HTTP) string {
	text := cmp.Or(h.Method, "GET") + " " + h.URL
	if h.ContentType != "" {
		text += "\nContent-Type: " + h.ContentType
	}
	if h.Body != "" {
		text += "\n" + h.Body
	}
	return text
}

// Visible writes out what a terminal would not show, or take as an order: who
// agrees to a script has to see all of it.
func Visible(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\x` + strconv.FormatUint(uint64(text[0]), 16))
		case r == '\n' || r == '\t' || unicode.IsGraphic(r) && !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
		text = text[size:]
	}
	return b.String()
}
