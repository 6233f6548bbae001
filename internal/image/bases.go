package image

import (
	"bufio"
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
)

// Bases gives the images that the Dockerfile of images/NAME is built on, in the
// order in which it names them, with its own arguments and NODE_IMAGE filled
// in. Stages of its own, and scratch, are none.
func Bases(course fs.FS, name, nodeImage string) ([]string, error) {
	data, err := fs.ReadFile(course, path.Join("images", name, "Dockerfile"))
	if err != nil {
		return nil, i18n.Errorf("read the Dockerfile of image %q: %w", name, err)
	}
	d := &dockerfile{arguments: map[string]string{"NODE_IMAGE": nodeImage}, stages: []string{"", "scratch"}}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		d.line(lines.Text())
	}
	return d.bases, nil
}

// dockerfile is what was read of one (docs.docker.com/reference/dockerfile).
type dockerfile struct {
	arguments     map[string]string
	stages, bases []string
}

var (
	argumentLine = regexp.MustCompile(`(?i)^\s*ARG\s+(\w+)=(\S+)`)
	fromLine     = regexp.MustCompile(`(?i)^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?`)
	copyLine     = regexp.MustCompile(`(?i)^\s*(?:COPY|RUN)\s.*--(?:mount=\S*)?from=([^\s,]+)`)
	stageNumber  = regexp.MustCompile(`^[0-9]+$`)
	argument     = regexp.MustCompile(`\$\{(\w+)(?::-([^}]*))?\}|\$(\w+)`)
)

func (d *dockerfile) line(text string) {
	if m := argumentLine.FindStringSubmatch(text); m != nil && d.arguments[m[1]] == "" {
		d.arguments[m[1]] = d.fill(strings.Trim(m[2], `"'`))
	}
	if m := fromLine.FindStringSubmatch(text); m != nil {
		d.add(m[1])
		d.stages = append(d.stages, m[2])
	}
	if m := copyLine.FindStringSubmatch(text); m != nil && !stageNumber.MatchString(m[1]) {
		d.add(m[1])
	}
}

func (d *dockerfile) add(reference string) {
	reference = d.fill(reference)
	if !slices.Contains(d.stages, reference) && !slices.Contains(d.bases, reference) {
		d.bases = append(d.bases, reference)
	}
}

// fill puts in the values of arguments.
func (d *dockerfile) fill(text string) string {
	return argument.ReplaceAllStringFunc(text, func(found string) string {
		m := argument.FindStringSubmatch(found)
		if value := d.arguments[m[1]+m[3]]; value != "" {
			return value
		}
		return m[2]
	})
}
