package runner_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestAChecksSourceCanBeMoreThanOneObject(t *testing.T) {
	s := set(t, `
steps:
- name: look
  capture: {first: {objects: {kind: pod, selector: app=web}, jsonPath: "{.items[0]}"}}
  checks:
  - objects: {kind: pod, selector: "app=${{ first }}"}
    cel: items.size() == 1
  - can: {as: "serviceaccount:reader", verb: list, resource: pods}
  - can: {as: "user:ann", verb: list, resource: secrets, allowed: false}
    namespace: kube-system
  - absent: pod/old
  - logs: {pod: web}
    line: up
`, map[string]string{"fields": "web", "select": `[{"kind": "Pod"}]`, "can serviceaccount:reader": "yes", "can user:ann": "no", "log of": "up\n"})
	testkit.Must(t, s.open(t, nil).Run(t.Context(), 0, false))
	testkit.Equal(t, s.Calls(), `fields {.items[0]} of pod app=web in one-x
select pod app=web in one-x
can serviceaccount:reader list pods in one-x
can user:ann list secrets in kube-system
watch pod/old in one-x
log of web in one-x`)
}

func TestAnObjectThatMustNotBeThereIsWaitedForToGo(t *testing.T) {
	s := set(t, `
steps:
- name: look
  checks: [{absent: pod/old}]
`, nil)
	looks := 0
	s.on("watch", func(context.Context) (lab.Output, error) {
		if looks++; looks < 3 {
			return lab.Output{Text: `{"kind": "Pod"}`}, nil
		}
		return lab.Output{}, nil
	})
	took, err := s.take(t, demonstrate)
	testkit.Must(t, err)
	testkit.Equal(t, took, 2*time.Second)

	s = set(t, `
steps:
- name: look
  checks: [{absent: pod/old}]
`, map[string]string{"watch": `{"kind": "Pod"}`})
	_, err = s.take(t, demonstrate)
	testkit.Equal(t, testkit.Text(err), `lab "one", step "look": expected pod/old not to exist; it exists`)
}

const stays = `
steps:
- name: look
  checks:
  - object: pod/web
    cel: json.count == 0
    holdsFor: 20s
`

func TestACheckHoldsForAsLongAsItMust(t *testing.T) {
	s := set(t, stays, map[string]string{"watch": `{"count": 0}`})
	took, err := s.take(t, demonstrate)
	testkit.Must(t, err)
	testkit.Equal(t, took, 20*time.Second)

	for _, source := range []string{stays, `
steps:
- name: look
  checks:
  - exec: {pod: web, command: [count]}
    match: count.. 0
    holdsFor: 20s
`} {
		s = set(t, source, nil)
		began := time.Time{}
		look := func(context.Context) (lab.Output, error) {
			switch {
			case began.IsZero():
				began = time.Now()
			case time.Since(began) > 7*time.Second:
				return lab.Output{Text: `{"count": 1}`}, nil
			}
			return lab.Output{Text: `{"count": 0}`}, nil
		}
		s.on("watch", look)
		s.on("exec", look)
		took, err = s.take(t, demonstrate)
		testkit.Equal(t, took, 8*time.Second)
		text := testkit.Text(err)
		if want := `lab "one", step "look": it held for 8s of 20s; then: expected `; len(text) < len(want) || text[:len(want)] != want {
			t.Errorf("got %s", text)
		}
	}
}

func TestAScriptThatChecksIsProvenToo(t *testing.T) {
	s := set(t, `
steps:
- name: look
  operations: [apply: pod.yaml]
  checks: [{shell: "true"}]
`, nil)
	s.Course.Files = fstest.MapFS{"manifests/pod.yaml": {}}
	s.Host.Kubeconfig = testkit.Kubeconfig(t, "http://127.0.0.1:1", nil)
	err := s.open(t, nil).Prove(t.Context(), 0)
	if !strings.Contains(testkit.Text(err), "vacuous check") {
		t.Errorf("got %v", err)
	}
}

func TestAServerThatFallsSilentDoesNotLetACheckHold(t *testing.T) {
	s := set(t, stays, nil)
	looks := 0
	s.on("watch", func(ctx context.Context) (lab.Output, error) {
		if looks++; looks > 1 {
			<-ctx.Done()
			return lab.Output{}, ctx.Err()
		}
		return lab.Output{Text: `{"count": 0}`}, nil
	})
	if _, err := s.take(t, demonstrate); err == nil {
		t.Error("it held, and nobody saw it")
	}
}
