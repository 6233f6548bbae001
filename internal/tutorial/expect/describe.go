package expect

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

var (
	eventHeader = regexp.MustCompile(`^\s*Type\s+Reason\s+.*Message\s*$|\bTYPE\s+REASON\s+.*MESSAGE\s*$`)
	keyValue    = regexp.MustCompile(`^(\s*)([A-Z][\w ./-]*?):(\s+)(\S.*)$`)
	event       = regexp.MustCompile(`^\s*(?:.*\s)?(Normal|Warning)\s{1,}([A-Z]\w+)\s+(.*)$`)
	teller      = regexp.MustCompile(`^.*?\s(?:kubelet(?:, ?\S+)?|\{?kubelet \S+\}?|[a-z-]+(?:controller|scheduler|manager)\S*|\{[a-z -]+\})\s+(?:\S+\{\S+\}\s+(?:Normal|Warning)\s+)?`)
	// usual are events of every Pod; whether an image is pulled depends on the node.
	usual = []string{"Scheduled", "Pulling", "Pulled", "Created", "Started", "SuccessfulMountVolume", "SandboxChanged"}
	// fleeting are values of kubectl describe that are others each time.
	fleeting = []string{"Node", "Start Time", "IP", "IPs", "Container ID", "Image ID", "Image", "Host Port", "CreationTimestamp", "Started", "Finished", "Annotations",
		"Endpoints", "Priority", "Age", "OldReplicaSets", "NewReplicaSet", "Mountable secrets", "Tokens", "NodePort", "Restart Count", "PodScheduled", "Service Account", "Mounts", "Tolerations",
		"QoS Class", "Node-Selectors", "Events", "Controlled By", "Session Affinity", "IP Family Policy", "IP Families", "Internal Traffic Policy", "TargetPort", "Ready", "State", "Reason", "Last State"}
)

// description gives the checks for what kubectl describe prints: values that
// are the same each time, and events that are not those of every Pod.
func (o *Output) description() []lab.Check {
	var checks, events []lab.Check
	for _, line := range o.Lines {
		if m := event.FindStringSubmatch(line); m != nil {
			if !slices.Contains(usual, m[2]) {
				events = append(events, lab.Check{Match: `(?m)^\s*` + m[1] + `\s+` + m[2] + `\s` + message(m[1], m[3])})
			}
			continue
		}
		m := keyValue.FindStringSubmatch(line)
		if m == nil || slices.Contains(fleeting, m[2]) || strings.HasPrefix(m[4], "<none") || strings.HasPrefix(m[4], "<unset") {
			continue
		}
		expression, _ := pattern(strings.TrimRight(m[4], " \t"))
		if m[2] == "Namespace" && o.Namespaces.Own(m[4]) {
			expression = page.LabNamespace
		}
		checks = append(checks, lab.Check{Match: `(?m)^\s*` + regexp.QuoteMeta(m[2]) + `:\s+` + expression + `\s*$`})
	}
	return distinct(append(events, checks...))
}

// message gives the expression for what a warning says, without what stands
// before it: its age, and who tells it. What is normal is worded differently
// by each version of Kubernetes.
func message(kind, text string) string {
	if kind == "Normal" {
		return ""
	}
	if from := teller.FindString(text); from != "" {
		text = text[len(from):]
	}
	text, _ = cutDots(strings.TrimSpace(text))
	expression, _ := pattern(shortenWords(text, 60))
	return ".*" + expression
}

// shortenWords cuts a text between words.
func shortenWords(text string, to int) string {
	if len(text) <= to {
		return text
	}
	if cut := strings.LastIndexByte(text[:to], ' '); cut > 0 {
		return text[:cut]
	}
	return text
}
