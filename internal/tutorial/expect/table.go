package expect

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/tutorial/page"
)

var (
	// unstable are columns whose values are others each time.
	unstable = []string{"AGE", "IP", "NODE", "CLUSTER-IP", "EXTERNAL-IP", "INTERNAL-IP", "ENDPOINTS", "VERSION", "IMAGE", "IMAGES", "OS-IMAGE",
		"KERNEL-VERSION", "CONTAINER-RUNTIME", "DURATION", "LAST SCHEDULE", "LAST SEEN", "FIRST SEEN", "VOLUME", "NOMINATED NODE", "CPU(CORES)", "MEMORY(BYTES)", "CPU%",
		"MEMORY%", "CPU", "MEMORY", "ADDRESS", "ROLES", "LAST", "TARGETS", "AGE(S)", "LASTSEEN", "FIRSTSEEN", "COUNT", "SOURCE"}
	waiting = []string{"Pending", "ContainerCreating", "PodInitializing"}
	ratio   = regexp.MustCompile(`^(\d+)/(\d+)$`)
	ports   = regexp.MustCompile(`:3[0-2]\d{3}/`)
)

// table gives the checks for the rows below a header of kubectl get, as far as
// the last column that is the same each time. Rows that become the same are
// counted.
func (o *Output) table(header string, rows []string) []lab.Check {
	names := gaps.Split(strings.TrimSpace(header), -1)
	var all []string
	for _, row := range rows {
		cells := gaps.Split(strings.TrimSpace(row), -1)
		if len(cells) < len(names) {
			if words := strings.Fields(row); len(words) >= len(names) {
				cells = words
			}
		}
		if expression := o.row(names, cells); expression != "" {
			all = append(all, expression)
		}
	}
	var checks []lab.Check
	for n := 0; n < len(all); {
		same := n + 1
		for same < len(all) && all[same] == all[n] {
			same++
		}
		if same-n > 1 {
			checks = append(checks, lab.Check{Match: fmt.Sprintf(`(?m)(?:^%s.*\n){%d}`, all[n], same-n)})
		} else {
			checks = append(checks, lab.Check{Match: "(?m)^" + all[n]})
		}
		n = same
	}
	return distinct(checks)
}

// row gives the expression for a row, or "" for one that a lab does not have.
func (o *Output) row(names, cells []string) string {
	if missing(cells[0]) {
		return ""
	}
	var parts []string
	stable := 0
	awaited := slices.Contains(names, "READY") && o.Awaited(cells)
	for n, cell := range cells[:min(len(cells), len(names))] {
		part := cellPattern(names[n], cell, awaited, cells)
		switch {
		case names[n] == "NAMESPACE" && o.Namespaces.Own(cell):
			part = page.LabNamespace
		case names[n] == "NAME" && slices.Contains(names, "ROLES"):
			part = `\S+`
		}
		parts = append(parts, part)
		if part != `\S+` && names[n] != "RESTARTS" {
			stable = n + 1
		}
	}
	if stable == 0 {
		return ""
	}
	return o.Namespaces.In(strings.Join(parts[:stable], `\s+`)) + end(cells, stable)
}

// end keeps a value from matching the beginning of another.
func end(cells []string, stable int) string {
	if stable < len(cells) {
		return `\s`
	}
	return `\s*$`
}

// missing are objects of the namespace default, or of older clusters.
func missing(name string) bool {
	name = name[strings.LastIndexByte(name, '/')+1:]
	return name == "kubernetes" || strings.HasPrefix(name, "default-token-")
}

func cellPattern(column, cell string, awaited bool, cells []string) string {
	if column == "RESTARTS" {
		return `\d+(?:\s\(.*?\))?`
	}
	if cell == "<none>" || slices.Contains(unstable, column) {
		return `\S+`
	}
	if awaited {
		switch m := ratio.FindStringSubmatch(cell); {
		case column == "READY" && m != nil:
			return m[2] + "/" + m[2]
		case column == "STATUS" && slices.Contains(waiting, cell):
			return "Running"
		case slices.Contains([]string{"AVAILABLE", "UP-TO-DATE"}, column):
			if want := ratio.FindStringSubmatch(cells[1]); want != nil {
				return want[2]
			}
		}
	}
	if column == "PORT(S)" {
		return ports.ReplaceAllString(regexp.QuoteMeta(cell), `:\d+/`)
	}
	expression, _ := pattern(cell)
	return expression
}
