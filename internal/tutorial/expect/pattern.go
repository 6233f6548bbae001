package expect

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/tutorial/page"
)

// vary are the parts of an output that are others each time, with the regular
// expressions that stand for them. The first that is found counts.
var vary = []struct{ find, stand string }{
	{`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`, `[0-9a-f-]+`},
	{`\bsha256:[0-9a-f]{6,64}\b`, `sha256:[0-9a-f]+`},
	{`\bpod-template-hash=[a-z0-9]+`, `pod-template-hash=[a-z0-9]+`},
	{`\b(?:containerd|docker|cri-o)://[0-9a-f]+`, `\S+`},
	{`\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d)?`, `\d{4}-\d\d-\d\d.\d\d:\d\d\S*`},
	{`\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(?:\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2} +\d{1,2})[ ,][\d: ]*(?:AM |PM )?(?:[A-Z]{3,4}|[+-]\d{4})?(?: \d{4})?`, `.+`},
	{`\b\d{1,2}:\d\d:\d\d(?:\.\d+)?\b`, `[\d:.]+`},
	{`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b|\bX{2,3}(?:\.X{2,3}){3}\b`, `[\d.]+`},
	{`\bv?1\.\d{1,2}\.\d{1,2}(?:[+-][\w.+-]*\w)?\b`, `\S+`},
	{`\(x\d+ over [^)]*\)`, `.*`},
	{`\b\d+[smhd](?:\d+[smh])? ago\b`, `\S+ ago`},
	{`<[a-zA-Z][a-z0-9]*(?:[-_ ][\w-]+)+>`, `.+`},
	{`\b(?:minikube|docker-desktop|kind-control-plane|kind-worker\d?|gke-[\w-]+|ip-\d[\w.-]+|aks-[\w-]+|(?:kubernetes|k8s)-(?:node|master|minion|worker)[\w-]*|node-?\d{1,3}|worker-?\d{1,3}|master-?\d{0,3}|node-name)\b`, `\S+`},
	{`-[a-z0-9]*\d[a-z0-9]*-[a-z0-9]{5}\b`, `-[a-z0-9]+-[a-z0-9]+`},
	{`-(?:[a-f0-9]*\d[a-f0-9]*[a-f]|[bcdfghjklmnpqrstvwxz\d]{8,10}|\d{8,10})[a-f0-9]*\b`, ``},
	{`:3[0-2]\d{3}\b`, `:\d+`},
}

var varying = func() *regexp.Regexp {
	groups := make([]string, len(vary))
	for n, v := range vary {
		groups[n] = "(" + v.find + ")"
	}
	return regexp.MustCompile(strings.Join(groups, "|"))
}()

var (
	gaps     = regexp.MustCompile(`\t+| {2,}`)
	hash     = regexp.MustCompile(`^-[a-z0-9]{8,10}$`)
	constant = []string{"127.0.0.1", "0.0.0.0", "255.255.255.255"}
)

// pattern gives a regular expression for a line or a part of one, and whether
// it stands for more than the text itself.
func pattern(text string) (string, bool) {
	var b strings.Builder
	varies, at := false, 0
	for _, m := range varying.FindAllStringSubmatchIndex(text, -1) {
		found := text[m[0]:m[1]]
		stand := standIn(m, found)
		if stand == "" || slices.Contains(constant, found) {
			continue
		}
		b.WriteString(spaced(text[at:m[0]], &varies) + stand)
		at, varies = m[1], true
	}
	b.WriteString(spaced(text[at:], &varies))
	return b.String(), varies
}

// standIn is what stands for a part that was found.
func standIn(m []int, found string) string {
	for n := range vary {
		if m[2*n+2] < 0 {
			continue
		}
		if vary[n].stand == "" && hash.MatchString(found) {
			return `-[a-z0-9]+`
		}
		return vary[n].stand
	}
	return ""
}

// spaced quotes a text; how wide its gaps are does not matter.
func spaced(text string, varies *bool) string {
	var b strings.Builder
	at := 0
	for _, m := range gaps.FindAllStringIndex(text, -1) {
		b.WriteString(regexp.QuoteMeta(text[at:m[0]]) + `\s+`)
		at, *varies = m[1], true
	}
	b.WriteString(regexp.QuoteMeta(text[at:]))
	return b.String()
}

// maxLeaves bounds a tree that a check demands.
const maxLeaves = 16

// transient are fields of JSON whose values are others each time.
var transient = []string{"uid", "resourceVersion", "creationTimestamp", "generation", "selfLink", "managedFields", "hostIP", "hostIPs", "podIP", "podIPs", "clusterIP", "clusterIPs",
	"nodeName", "startTime", "startedAt", "finishedAt", "lastTransitionTime", "lastProbeTime", "lastUpdateTime", "containerID", "imageID", "image", "ip", "annotations",
	"conditions", "containerStatuses", "serverAddressByClientCIDRs", "gitVersion", "gitCommit", "buildDate", "goVersion", "minor", "platform", "items"}

// prune gives what of a value in JSON is the same each time, or nil; left is how
// many leaves the check may still have.
func (o *Output) prune(value any, left *int) any {
	switch node := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for _, key := range slices.Sorted(maps.Keys(node)) {
			if slices.Contains(transient, key) || *left <= 0 {
				continue
			}
			if key == "namespace" && o.Namespaces.Own(page.FieldText(node, key)) {
				kept[key] = page.LabNamespace
				continue
			}
			if v := o.prune(node[key], left); v != nil {
				kept[key] = v
			}
		}
		if len(kept) > 0 {
			return kept
		}
		return nil
	case []any:
		var kept []any
		for _, element := range node {
			if v := o.prune(element, left); v != nil && *left > 0 {
				kept = append(kept, v)
			}
		}
		if kept == nil {
			return nil
		}
		return kept
	case string:
		if _, varies := pattern(node); varies && strings.TrimSpace(node) != "" && varying.MatchString(node) {
			return nil
		}
	}
	*left--
	return value
}
