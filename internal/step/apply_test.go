package step_test

import (
	"testing"
	"testing/fstest"

	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

func TestAValueDoesNotChangeTheManifestItIsPutInto(t *testing.T) {
	s, world := scope(t)
	s.Course = &lab.Course{Files: fstest.MapFS{"manifests/pod.yaml": {Data: []byte("a: ${{ podIP }}\nport: ${{ port }}\nb: $${{ podIP }}\n")}}}
	s.Values["podIP"], s.Values["port"] = "x\nhostNetwork: true", "8080"
	_, err := operation(t, s, lab.Operation{Apply: "pod.yaml"}).Run(t.Context())
	testkit.Must(t, err)
	testkit.Equal(t, world.Calls(), "apply in one-x: a: \"x\\nhostNetwork: true\"\nport: 8080\nb: ${{ podIP }}\n")
}
