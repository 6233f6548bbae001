//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/util/yaml"
	syaml "sigs.k8s.io/yaml"

	"labs.local/labs/internal/diagnose"
	"labs.local/labs/internal/event"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/limit"
	"labs.local/labs/internal/runner"
	host "labs.local/labs/internal/step"
)

// situation is a lab that fails for a reason that is known, with what a
// diagnosis has to say of it, and what it must not.
type situation struct {
	Name string `json:"situation"`
	// Manifest is applied first; Files are others of the lab, Work those that the
	// learner wrote for it.
	Manifest    string
	Files, Work map[string]string
	Operations  []any
	Checks      []any
	// Want is matched by the first cause; "unknown" says that no cause is to be
	// found. Never is what no cause may match.
	Want  string
	Never []string
}

const (
	right     = "right"
	wrong     = "WRONG"
	notFound  = "unknown"
	atOnce    = 6
	unknowing = `^cause unknown`
)

// verdict holds the causes of the first failure against what is known.
func (s *situation) verdict(causes []string) string {
	all := strings.Join(causes, "\n")
	for _, never := range s.Never {
		if regexp.MustCompile(never).MatchString(all) {
			return wrong
		}
	}
	switch first := slices.Concat(causes, []string{""})[0]; {
	case s.Want == notFound && (first == "" || regexp.MustCompile(unknowing).MatchString(first)):
		return right
	case s.Want != notFound && regexp.MustCompile(s.Want).MatchString(first):
		return right
	case first == "" || regexp.MustCompile(unknowing).MatchString(first):
		return notFound
	}
	return wrong
}

// TestCauses breaks something in each situation, has labs explain it, and prints
// a table. None may be explained wrongly.
func TestCauses(t *testing.T) {
	if err := run("labs", "test", "--name", clusterName, "volume-metadata"); err != nil { // it brings the image
		t.Fatal(err)
	}
	all := situations(t)
	causes := make([][]string, len(all))
	group := errgroup.Group{}
	group.SetLimit(atOnce)
	for i := range all {
		group.Go(func() (err error) {
			causes[i], err = all[i].explain(t.Context(), i)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	count := tabulate(os.Stdout, all, causes)
	if count[wrong] > 0 || count[notFound] > 0 {
		t.Errorf("%d of %d are explained wrongly, and %d not at all", count[wrong], len(all), count[notFound])
	}
}

func tabulate(w io.Writer, all []situation, causes [][]string) map[string]int {
	count := map[string]int{}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i := range all {
		verdict := all[i].verdict(causes[i])
		count[verdict]++
		fmt.Fprintf(table, "%s\t%s\t%s\n", verdict, all[i].Name, strings.ReplaceAll(strings.Join(causes[i], " | "), "\n", " "))
	}
	_ = table.Flush()
	fmt.Fprintf(w, "%d situations: %d right, %d wrong, %d unknown\n", len(all), count[right], count[wrong], count[notFound])
	return count
}

// situations reads them all, or those whose names CAUSES matches.
func situations(t *testing.T) (all []situation) {
	t.Helper()
	files, _ := filepath.Glob("testdata/causes/*.yaml")
	only := regexp.MustCompile(os.Getenv("CAUSES"))
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		for decoder := yaml.NewYAMLOrJSONDecoder(file, 4096); ; {
			var s situation
			if err := decoder.Decode(&s); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if only.MatchString(s.Name) {
				all = append(all, s)
			}
		}
	}
	return all
}

// course is the situation as a lab of one step.
func (s *situation) course() (*lab.Course, error) {
	operations, files := s.Operations, mapFS(s.Files, "labs/01-cause/")
	if s.Manifest != "" {
		operations = append([]any{map[string]any{"apply": "manifest.yaml"}}, operations...)
		files["labs/01-cause/manifest.yaml"] = &fstest.MapFile{Data: []byte(s.Manifest)}
	}
	if len(operations) == 0 {
		operations = []any{map[string]any{"kubectl": []string{"get", "pods"}}} // a step does something
	}
	text, err := syaml.Marshal(map[string]any{
		"apiVersion": "labs/v1alpha1", "kind": "Lab", "metadata": map[string]any{"name": "cause"}, "languages": []string{"en"},
		"steps": []any{map[string]any{"name": "look", "operations": operations, "checks": s.Checks}},
	})
	if err != nil {
		return nil, err
	}
	files["labs/01-cause/lab.yaml"] = &fstest.MapFile{Data: text}
	files["labs/01-cause/en.md"] = &fstest.MapFile{Data: []byte("# Cause\n\n## Look {#look}\n\nText.\n")}
	return lab.Load(files)
}

func mapFS(files map[string]string, below string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range maps.All(files) {
		all[below+name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return all
}

// explain runs the situation and gives the causes of its first failure.
func (s *situation) explain(ctx context.Context, index int) (causes []string, err error) {
	course, err := s.course()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	kubeconfig := filepath.Join(stateHome(), "labs", clusterName, "kubeconfig")
	client, err := kube.New(kubeconfig)
	if err != nil {
		return nil, err
	}
	client = client.For(kube.Owner{ID: "causes", Alone: true})
	version, err := client.Version()
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	failed := false
	note := func(e event.Event) {
		mu.Lock()
		defer mu.Unlock()
		diagnosis, fault := told(e)
		if fault != nil && !failed {
			failed = true
			for _, cause := range diagnosis {
				causes = append(causes, cause.String())
			}
		}
	}
	labs, _ := filepath.Abs("../../bin/labs")
	machine := &limit.Machine{Probe: client.Probe}
	r := &runner.Runner{
		Cluster: client, Course: course, Version: version, Limits: limit.Limits{Machine: machine}, Emit: note,
		Diagnoser: &diagnose.Diagnoser{Cluster: client, Machine: machine, Images: []string{"localhost/toolbox:v1"}, Work: func(string) fs.FS { return mapFS(s.Work, "") }},
		Host:      host.Host{Labs: labs, Cluster: clusterName, Kubeconfig: kubeconfig, Engine: func() string { return "docker" }},
		Limit:     func(context.Context, *lab.Step) limit.Time { return machine.Time(8 * time.Second) },
	}
	err = r.Test(ctx, course.Labs[0], runner.Attempt{Namespace: fmt.Sprintf("cause-%d", index), Number: 1, Last: true})
	if !failed {
		causes = []string{fmt.Sprintf("no operation or check failed, but the lab: %v", err)}
	}
	return causes, nil
}

// told gives what an event says of a failure.
func told(e event.Event) ([]i18n.Message, error) {
	switch e := e.(type) {
	case event.OperationFinished:
		return e.Diagnosis, e.Err
	case event.CheckFinished:
		return e.Diagnosis, e.Err
	}
	return nil, nil
}
