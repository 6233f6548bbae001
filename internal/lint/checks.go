package lint

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// vacuousChecks finds matchers that hold for every output, and checks that can hardly fail.
func vacuousChecks(c *course, report reporter) {
	for _, k := range c.checks() {
		found := false
		k.vacuous(func(p lab.Problem) { found = true; report(p) })
		if !found && k.demandsNothing() {
			report(k.lab.Problem(i18n.Text("checks nothing in the output; if this is intended, add exitCode: 0 or a status"), k.at...))
		}
	}
}

// demandsNothing says whether the check only implies that all went well. That an object exists is a demand.
func (k labCheck) demandsNothing() bool {
	return k.Object == "" && k.Absent == "" && k.Can == nil && k.Shell == "" && k.HoldsFor.Duration == 0 && !k.readsOutput() && k.ExitCode == nil && len(k.Status) == 0 && !k.Refused
}

// readsOutput says whether a matcher looks at the text of the output.
func (k labCheck) readsOutput() bool {
	return k.Line != "" || k.Equals != nil || k.Match != "" || k.Stderr != "" || k.Tree != nil || k.CEL != ""
}

func (k labCheck) vacuous(report reporter) {
	for _, field := range []string{"line", "match", "tree", "cel"} {
		if k.has(field) && k.always(field) {
			report(k.problem(field, i18n.Text("passes for every output")))
		}
	}
	command := k.command()
	if k.Equals != nil && *k.Equals == "" && k.ExitCode == nil && silent(command) {
		report(k.problem("equals", i18n.Text("%s never prints anything; check exitCode: 0 instead", command[0])))
	}
	if k.ExitCode != nil && *k.ExitCode == 0 && !k.readsOutput() && successful(command) {
		report(k.problem("exitCode", i18n.Text("the command always ends with exit code 0")))
	}
}

// always says whether a matcher holds for every output.
func (k labCheck) always(field string) bool {
	switch field {
	case "line":
		return k.Line == ""
	case "match":
		return matchesAll(k.Match)
	case "cel":
		return k.CEL == "" || lab.ConstantCEL(k.CEL)
	}
	return slices.Contains([]string{"null", "{}", "[]"}, source(k.Tree))
}

// matchesAll says whether a regular expression is found in every output; some
// that have nothing in common stand for all.
func matchesAll(pattern string) bool {
	compiled, err := regexp.Compile(valueMark.ReplaceAllString(pattern, "value"))
	if err != nil {
		return false
	}
	outputs := []string{"", "\n", "0", "~ a ~", "Zz\nyy", "\u4e2d", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"}
	return !slices.ContainsFunc(outputs, func(output string) bool { return !compiled.MatchString(output) })
}

// silent says whether a command never writes to its standard output.
func silent(command []string) bool {
	return len(command) > 0 && slices.Contains([]string{"true", "false", "test", "[", "sleep", "touch", "mkdir", "rm", "chmod", "cp", "mv", "ln"}, command[0])
}

// successful says whether a command never fails.
func successful(command []string) bool {
	if len(command) == 0 {
		return false
	}
	script := strings.TrimSpace(command[len(command)-1])
	return slices.Contains([]string{"true", "echo"}, command[0]) ||
		command[0] == "sh" && (strings.HasSuffix(script, "|| true") || strings.HasSuffix(script, "|| :"))
}

// labCheck is one of a lab, with its path in lab.yaml.
type labCheck struct {
	*lab.Check
	lab  *lab.Lab
	step *lab.Step
	at   []string
}

// changingChecks finds checks that change what they look at; they run again and again.
func changingChecks(c *course, report reporter) {
	for _, k := range c.checks() {
		switch verb := lab.KubectlChanges(k.Kubectl); {
		case verb != "":
			report(k.problem("kubectl", i18n.Text("kubectl %s can change the cluster, but a check must only read: make it an operation", verb)))
		case k.HTTP != nil && k.Changes():
			report(k.problem("http", i18n.Text("%s can change the cluster, but a check must only read: make it an operation", k.HTTP.Method)))
		}
	}
}

// checks gives those of all labs.
func (c *course) checks() []labCheck {
	var all []labCheck
	for _, l := range c.Labs {
		for i := range l.Steps {
			s := &l.Steps[i]
			for j := range s.Checks {
				all = append(all, labCheck{&s.Checks[j], l, s, step(i, "checks", strconv.Itoa(j))})
			}
		}
	}
	return all
}

func (k labCheck) has(field string) bool { return k.lab.Has(k.below(field)...) }

func (k labCheck) below(field string) []string { return append(slices.Clone(k.at), field) }

func (k labCheck) problem(field string, message i18n.Message) lab.Problem {
	return k.lab.Problem(message, k.below(field)...)
}

// command gives the command whose output the check looks at, nil if it is none.
func (k labCheck) command() []string {
	source, n := k.Source(), len(k.step.Operations)
	if !k.HasSource() && n > 0 {
		source = &k.step.Operations[n-1]
	}
	if source.Exec == nil {
		return nil
	}
	return source.Exec.Command
}
