package mutate

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/schedule"
)

// assignment is a label, an annotation or an option with a value.
var assignment = regexp.MustCompile(`^([\w./-]+=)(.+)$`)

// wrongKubectl sets something else, grants more or asks for more.
func wrongKubectl(o lab.Operation) (found []faulty[lab.Operation]) {
	add := func(name string, args []string) {
		wrong := o
		wrong.Kubectl = args
		found = append(found, faulty[lab.Operation]{"kubectl: " + name, wrong})
	}
	args := o.Kubectl
	for i, arg := range args {
		m := assignment.FindStringSubmatch(arg)
		if m == nil {
			continue
		}
		for _, value := range settings(m[1], m[2]) {
			add(arg+" -> "+m[1]+value, slices.Concat(args[:i], []string{m[1] + value}, args[i+1:]))
		}
	}
	for _, more := range wider(args) {
		add(more.name, more.value)
	}
	return found
}

// settings gives other values of a label or an option.
func settings(option, value string) []string {
	switch {
	case option == "--verb=":
		return lists(value, "watch", "get")
	case option == "--resource=":
		return lists(value, "secrets")
	case strings.HasPrefix(option, "--") && !number.MatchString(value):
		return nil
	}
	return more(value)
}

// lists gives a list of words with one too many, and all of them.
func lists(value string, words ...string) (found []string) {
	has := strings.Split(value, ",")
	if slices.Contains(has, "*") {
		return nil
	}
	for _, word := range words {
		if !slices.Contains(has, word) {
			found = append(found, value+","+word)
			break
		}
	}
	return append(found, "*")
}

// wider gives commands that ask for more, or grant it to more.
func wider(args []string) (found []faulty[[]string]) {
	words, flags := lab.KubectlWords(args)
	if len(words) < 2 {
		return nil
	}
	switch words[0] + " " + words[1] {
	case "create rolebinding", "create clusterrolebinding":
		group := "--group=system:serviceaccounts"
		return []faulty[[]string]{{group + " added", append(slices.Clone(args), group)}}
	}
	if words[0] != "get" || schedule.ClusterScopedWord(words[1]) {
		return nil
	}
	for _, name := range []string{"-l", "--selector"} {
		if _, ok := flags[name]; ok {
			found = append(found, faulty[[]string]{"without " + name, without(args, name)})
		}
	}
	if len(words) == 2 && !strings.Contains(words[1], "/") && !slices.Contains(args, "-A") && !slices.Contains(args, "--all-namespaces") {
		wide := append(without(args, "-n", "--namespace"), "--all-namespaces")
		found = append(found, faulty[[]string]{"--all-namespaces added", wide})
	}
	return found
}

// without takes options out, with their values.
func without(args []string, names ...string) (kept []string) {
	for i := 0; i < len(args); i++ {
		name, _, joined := strings.Cut(args[i], "=")
		if !slices.Contains(names, name) {
			kept = append(kept, args[i])
		} else if !joined {
			i++
		}
	}
	return kept
}

// wrongShell gives the slips of a script.
func wrongShell(o lab.Operation) (found []faulty[lab.Operation]) {
	for _, wrong := range texts(o.Shell) {
		o.Shell = wrong.value
		found = append(found, faulty[lab.Operation]{"shell: " + wrong.name, o})
	}
	return found
}
