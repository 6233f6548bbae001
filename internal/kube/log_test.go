package kube

import (
	"strings"
	"testing"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// TestALogIsWaitedForOnlyWhileItsContainerIsAboutToStart has what the kubelet says in each case.
func TestALogIsWaitedForOnlyWhileItsContainerIsAboutToStart(t *testing.T) {
	for text, want := range map[string]bool{
		`container "letter" in pod "letter" is not available`:                                                    true,
		`container "main" in pod "web" is waiting to start: ContainerCreating`:                                   true,
		`container "main" in pod "web" is waiting to start: PodInitializing`:                                     true,
		`container "main" in pod "web" is waiting to start: trying and failing to pull image`:                    false,
		`container "main" in pod "web" is waiting to start: CreateContainerConfigError`:                          false,
		`previous terminated container "main" in pod "web" not found`:                                            false,
		`a container name must be specified for pod web, choose one of: [main side] or one of them is available`: false,
	} {
		testkit.Equal(t, starting.MatchString(text), want)
	}
}

func TestALogOfAContainerThatStartsComesWhenItHas(t *testing.T) {
	pod := namespacePath + "/pods/web"
	status := func(state string) string {
		return `{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "web", "namespace": "one-x", "resourceVersion": "2"}, "status": {"containerStatuses": [{"name": "main", "state": {` + state + `}}]}}`
	}
	for name, test := range map[string]struct{ state, log, want string }{
		"it runs":           {`"running": {}`, "hello\n", ""},
		"it has ended":      {`"terminated": {}`, "hello\n", ""},
		"it will not start": {`"waiting": {"reason": "ErrImagePull"}`, "", "is not available"},
	} {
		t.Run(name, func(t *testing.T) {
			c, a := serve(t, map[string]string{pod: status(`"waiting": {"reason": "ContainerCreating"}`)})
			a.refused = map[string]string{pod + "/log": `container "main" in pod "web" is not available`}
			a.asked = func(at string) {
				if at == pod+"/log" {
					a.watched <- `{"type": "MODIFIED", "object": ` + status(test.state) + `}`
					a.asked = func(string) {
						if test.log != "" && len(a.watched) == 0 { // only once it has started
							a.objects[pod+"/log"] = test.log
						}
					}
				}
			}
			out, err := c.Log(t.Context(), "one-x", lab.Logs{Pod: "web", Container: "main"})
			testkit.Equal(t, out.Text, test.log)
			if test.want == "" {
				testkit.Must(t, err)
			} else if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}
