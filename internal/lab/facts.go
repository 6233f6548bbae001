package lab

import (
	"slices"
	"strings"
	"time"

	"labs.local/labs/internal/limit"
)

// Effect is what running an operation does to the cluster and the machine.
type Effect int

const (
	// Reads changes nothing: the operation may run again until the checks on its output hold, and to grade a step.
	Reads Effect = iota + 1
	// Waits changes nothing either, but what follows relies on its end: it runs
	// when a step is brought about again, and is not looked at before the step.
	Waits
	// Changes leaves something behind.
	Changes
)

// Reach is where an operation can act. Outside of the lab it needs the learner's
// trust: always, or by its Object, its arguments of kubectl or its URL.
type Reach int

const (
	// InLab is what is the lab's own in the cluster and in containers, and images of the course.
	InLab Reach = iota + 1
	ByObject
	ByArguments
	ByURL
	// OnMachine is the learner's machine.
	OnMachine
)

// Facts are what other packages need to know of an operation. Every kind has
// the first four; the others are empty where they do not apply.
type Facts struct {
	// Kind is the field of the operation that is set, as in lab.yaml: "apply".
	Kind   string
	Effect Effect
	Reach  Reach
	// Limit is how long it may take by default, Timeout what its own field sets.
	Limit, Timeout time.Duration

	// Subject is what it acts on: a file, an object, arguments, a script.
	Subject string
	// Object is the KIND/NAME that it is about, Condition what it waits for, as
	// in Wait. Deletes says that it deletes what a learner may have changed.
	Object, Condition string
	Deletes           bool
	// Manifest is the file that it applies, Image the folder of images/ that
	// it needs, Body the objects that it sends.
	Manifest, Image, Body string
	// Exits says that it ends with an exit code, InProcess that it starts or
	// ends what runs no longer than this process.
	Exits, InProcess bool
	// Defines are the names of the values that it sets.
	Defines []string
}

// Facts gives what is known of an operation; nothing of nil or one without a kind.
func (o *Operation) Facts() Facts {
	switch {
	case o == nil:
	case o.Apply != "":
		return Facts{Kind: "apply", Effect: Changes, Reach: InLab, Limit: limit.Operation, Subject: o.Apply, Manifest: o.Apply}
	case o.Delete != nil:
		return Facts{Kind: "delete", Effect: Changes, Reach: ByObject, Limit: limit.Wait, Subject: o.Delete.Object, Object: o.Delete.Object, Deletes: true}
	case o.Patch != nil:
		return Facts{Kind: "patch", Effect: Changes, Reach: ByObject, Limit: limit.Operation, Subject: o.Patch.Object, Object: o.Patch.Object}
	case o.Wait != nil:
		return Facts{Kind: "wait", Effect: Waits, Reach: InLab, Limit: limit.Wait, Timeout: o.Wait.Timeout.Duration, Subject: o.Wait.Object, Object: o.Wait.Object, Condition: o.Wait.For()}
	case o.Exec != nil:
		return Facts{Kind: "exec", Effect: Reads, Reach: InLab, Limit: limit.Operation, Subject: podOf(o.Exec.Pod, o.Exec.Objects), Object: podOf(o.Exec.Pod, nil), Exits: true}
	case o.Logs != nil:
		return Facts{Kind: "logs", Effect: Reads, Reach: InLab, Limit: limit.Operation, Subject: podOf(o.Logs.Pod, o.Logs.Objects), Object: podOf(o.Logs.Pod, nil)}
	case len(o.Kubectl) > 0:
		deletes := slices.Contains(o.Kubectl, "delete") || slices.Contains(o.Kubectl, "--force")
		return Facts{Kind: "kubectl", Effect: kubectlEffect(o.Kubectl), Reach: ByArguments, Limit: limit.Operation, Subject: strings.Join(o.Kubectl, " "), Deletes: deletes, Exits: true}
	case o.Shell != "":
		return Facts{Kind: "shell", Effect: Changes, Reach: OnMachine, Limit: limit.Operation, Subject: o.Shell, Exits: true}
	case o.HTTP != nil:
		return Facts{Kind: "http", Effect: o.HTTP.effect(), Reach: ByURL, Limit: limit.Operation, Subject: o.HTTP.Method + " " + o.HTTP.URL, Body: o.HTTP.Body}
	case o.Build != "":
		return Facts{Kind: "build", Effect: Changes, Reach: InLab, Limit: limit.Build, Subject: o.Build, Image: o.Build}
	case o.Load != "":
		return Facts{Kind: "load", Effect: Changes, Reach: InLab, Limit: limit.Build, Subject: o.Load, Image: o.Load}
	case o.Proxy != nil && o.Proxy.Stop:
		return Facts{Kind: "proxy", Effect: Changes, Reach: InLab, Limit: limit.Operation, InProcess: true}
	case o.Proxy != nil:
		return Facts{Kind: "proxy", Effect: Changes, Reach: InLab, Limit: limit.Operation, InProcess: true, Defines: []string{"proxy"}}
	}
	return Facts{}
}

// Repeatable says whether running the operation again changes nothing, so
// that it may be run until the checks on its output hold.
func (o *Operation) Repeatable() bool {
	effect := o.Facts().Effect
	return effect == Reads || effect == Waits
}

// podOf names a Pod, or those that are selected; "" if neither is given.
func podOf(name string, selected *Objects) string {
	switch {
	case selected != nil:
		return selected.String()
	case name == "":
		return ""
	}
	return "pod/" + name
}

// Get says whether the request is a GET.
func (h *HTTP) Get() bool { return h.Method == "" || h.Method == "GET" }

func (h *HTTP) effect() Effect {
	if h.Get() || strings.Contains(h.URL, "dryRun=All") {
		return Reads
	}
	return Changes
}

// readingVerbs are the verbs of kubectl that change nothing, some with the second words that make it so.
var readingVerbs = map[string][]string{
	"get": nil, "describe": nil, "logs": nil, "events": nil, "top": nil, "explain": nil, "diff": nil, "wait": nil,
	"api-resources": nil, "api-versions": nil, "cluster-info": nil, "version": nil, "kustomize": nil, "options": nil,
	"apply": {"view-last-applied"}, "auth": {"can-i", "whoami"}, "rollout": {"status", "history"}, "config": {"view", "current-context", "get-contexts"},
}

// KubectlChanges gives the verb of a kubectl command that may change something, or "".
func KubectlChanges(args []string) string {
	words, flags := KubectlWords(args)
	if dry, set := flags["--dry-run"]; len(words) == 0 || set && dry != "none" {
		return ""
	}
	second, known := readingVerbs[words[0]]
	if known && (second == nil || len(words) > 1 && slices.Contains(second, words[1])) {
		return ""
	}
	return strings.Join(words[:min(2, len(words))], " ")
}

func kubectlEffect(args []string) Effect {
	words, _ := KubectlWords(args)
	switch verb := strings.Join(words[:min(2, len(words))], " "); {
	case KubectlChanges(args) != "":
		return Changes
	case verb == "rollout status", strings.HasPrefix(verb, "wait "):
		return Waits
	}
	return Reads
}

// withValue are flags of kubectl whose value is a word of its own; those of the
// first line are of every command (kubectl options).
var withValue = []string{
	"-n", "--namespace", "--context", "--cluster", "--user", "-s", "--server", "--request-timeout", "-v", "--v", "--as", "--as-group", "--as-uid", "--kubeconfig", "--token", "--tls-server-name", "--certificate-authority", "--client-certificate", "--client-key", "--cache-dir",
	"-f", "--filename", "-l", "--selector", "-c", "--container", "--image", "--replicas", "--verb", "--resource", "--clusterrole", "--group", "--serviceaccount", "-p", "--patch", "--type", "-o", "--output",
}

// KubectlWords gives those of a kubectl command that are no flags, up to the
// command that it has a container run, and its flags as they are written.
func KubectlWords(args []string) (words []string, flags map[string]string) {
	flags = map[string]string{}
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		switch {
		case args[i] == "--":
			return words, flags
		case !strings.HasPrefix(args[i], "-"):
			words = append(words, args[i])
		case !joined && slices.Contains(withValue, args[i]) && i+1 < len(args):
			i++
			flags[name] = args[i]
		default:
			flags[name] = value
		}
	}
	return words, flags
}
