package demand

import (
	"slices"
	"strconv"
	"strings"
)

// withValue are flags of kubectl whose value is a word of its own.
var withValue = []string{"-n", "--namespace", "--context", "--cluster", "--user", "-s", "--server", "-f", "--filename", "-l", "--selector", "--image", "--replicas", "--verb", "--resource", "--clusterrole", "--group", "--serviceaccount", "-p", "--patch", "--type", "-o", "--output"}

// Words gives those of a kubectl command that are no flags, and its flags by
// their long names.
func Words(args []string) (words []string, flags map[string]string) {
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

// kubectl notes what a command takes outside of the lab's namespace, and how
// many Pods it makes of what is there.
func (d *deriver) kubectl(args []string) {
	words, flags := Words(args)
	if len(words) < 2 {
		return
	}
	if namespace := flags["-n"] + flags["--namespace"]; namespace != "" && changing[words[0]] {
		d.named("namespace", namespace)
	}
	kind, name := kindOf(words[1]), ""
	if len(words) > 2 {
		name = words[2]
	}
	if strings.Contains(words[1], "/") {
		kind, name = split(words[1])
	}
	switch {
	case words[0] == "taint", words[0] == "cordon", words[0] == "drain", words[0] == "uncordon":
		d.alone = true
	case words[0] == "create" && (kind == "clusterrolebinding" && Everybody(flags["--group"])):
		d.alone = true
		fallthrough
	case changing[words[0]]:
		d.named(kind, name)
	}
	switch replicas, err := strconv.ParseInt(flags["--replicas"], 10, 32); {
	case words[0] == "delete":
		delete(d.workloads, kind+"/"+name)
	case words[0] == "scale" && err == nil:
		d.scale(kind+"/"+name, replicas)
	}
}

// changing are the verbs that write the object that they name.
var changing = set("create", "delete", "label", "annotate", "patch", "edit", "apply", "replace", "set", "scale", "taint")

// commands gives the arguments of each kubectl that a script runs, as far as
// that can be seen without a shell.
func commands(script string) (found [][]string) {
	for line := range strings.SplitSeq(strings.ReplaceAll(script, "\\\n", " "), "\n") {
		words := strings.Fields(line)
		if at := slices.IndexFunc(words, func(w string) bool { return strings.HasSuffix(w, "kubectl") }); at >= 0 {
			found = append(found, words[at+1:])
		}
	}
	return found
}
