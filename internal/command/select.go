package command

import (
	"fmt"
	"regexp"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// selected gives the labs to run: those named, or all; of these the ones that
// match the pattern, and of these the shard's.
func selected(course *lab.Course, names []string, pattern, shard string) ([]*lab.Lab, error) {
	all, err := labs(course, names)
	if err != nil {
		return nil, err
	}
	expression, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	var wanted []*lab.Lab
	for _, l := range all {
		if expression.MatchString(l.Metadata.Name) {
			wanted = append(wanted, l)
		}
	}
	if len(wanted) == 0 {
		return nil, &UsageError{i18n.Text("none of the selected labs matches %q", pattern)}
	}
	return sharded(wanted, shard)
}

// sharded gives every nth lab, beginning with the ith; a shard may be empty.
func sharded(all []*lab.Lab, shard string) ([]*lab.Lab, error) {
	if shard == "" {
		return all, nil
	}
	i, n := 0, 0
	if _, err := fmt.Sscanf(shard, "%d/%d", &i, &n); err != nil || i < 1 || i > n || fmt.Sprintf("%d/%d", i, n) != shard {
		return nil, &UsageError{i18n.Text("invalid --shard %q: use INDEX/TOTAL, for example 1/3", shard)}
	}
	wanted := []*lab.Lab{}
	for at := i - 1; at < len(all); at += n {
		wanted = append(wanted, all[at])
	}
	return wanted, nil
}
