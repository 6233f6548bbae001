//go:build e2e

package shell_test

import "testing"

// TestInstalledShellsOpenInTheLab has those shells that have to be installed.
func TestInstalledShellsOpenInTheLab(t *testing.T) {
	open(t, map[string][]badFile{
		"zsh": {
			{"cd ~", false}, {"setopt err_exit", false}, {"setopt no_unset", false}, {"unset PATH", false}, {"IFS=abn-", false}, {"readonly PROMPT='mine> '", false},
			{"precmd_functions=()", false}, {"alias cd='echo no' export='echo no'", false}, {"cd() { echo no }", false}, {"setopt noclobber", false}, {"return", false},
			{"ZDOTDIR=/nowhere", false}, {"KUBECONFIG=/own", false}, {"exit", true}, {"readonly KUBECONFIG=/own", true}, {"exec true", true},
		},
		"fish": {
			{"cd ~", false}, {"set -e PATH", false}, {"function cd; echo no; end", false}, {"nothing-of-the-kind", false}, {"set -gx KUBECONFIG /own", false}, {"if true", false},
			{"exit", false}, {"exec true", true},
		},
	})
}
