package kube

import (
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

func TestALogOfAContainerThatStartsComesWithoutAnError(t *testing.T) {
	path := namespacePath + "/pods/web/log"
	c, a := serve(t, nil)
	asked := 0
	a.asked = func(at string) {
		if at == path {
			if asked++; asked == 3 {
				a.objects[path] = "hello\n"
			}
		}
	}
	a.refused = map[string]string{path: `container "main" in pod "web" is not available`}
	out, err := c.Log(t.Context(), "one-x", lab.Logs{Pod: "web"})
	testkit.Must(t, err)
	testkit.Equal(t, out.Text, "hello\n")
}
