package command

import (
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

func TestSeparateExec(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"exec downward-env env", "exec downward-env -- env"},
		{"exec myalpine env FOO=1", "exec myalpine -- env FOO=1"},
		{"exec -it mykubeproxy -c myalpine sh", "exec -it mykubeproxy -c myalpine -- sh"},
		{"exec mykubeproxy -itc myalpine sh -c id", "exec mykubeproxy -itc myalpine -- sh -c id"},
		{"exec mykubeproxy --container=myalpine -q ls -l", "exec mykubeproxy --container=myalpine -q -- ls -l"},
		{"-n web exec --stdin pod/web ls -n", "-n web exec --stdin pod/web -- ls -n"},
		{"exec -n exec exec exec", "exec -n exec exec -- exec"},
		{"exec -f pod.yaml ls -l", "exec -f pod.yaml -- ls -l"},
		// kubectl has it right, or knows better what is wrong
		{"exec web -- ls", "exec web -- ls"},
		{"exec web -c web -- sh -c id", "exec web -c web -- sh -c id"},
		{"exec web ls -- -l", "exec web ls -- -l"},
		{"exec -f pod.yaml", "exec -f pod.yaml"},
		{"exec web", "exec web"},
		{"exec web -it", "exec web -it"},
		{"exec", "exec"},
		{"exec web --help", "exec web --help"},
		{"exec --nope web ls", "exec --nope web ls"},
		{"exec web --nope ls", "exec web --nope ls"},
		{"get pods exec web", "get pods exec web"},
		{"config set-context exec web ls", "config set-context exec web ls"},
		{"help exec web ls", "help exec web ls"},
		{"__complete exec web l", "__complete exec web l"},
	} {
		testkit.Equal(t, strings.Join(separateExec(strings.Fields(c.args)), " "), c.want)
	}
}

func TestIsKubectl(t *testing.T) {
	for program, want := range map[string]bool{
		"kubectl": true, "/x/k": true, "kubectl.exe": true, "labs": false, "/kubectl/labs": false, "kubectl-labs": false,
	} {
		testkit.Equal(t, IsKubectl(program), want)
	}
}
