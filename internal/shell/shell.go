// Package shell knows the shells that learners use: how each is started with labs' environment, and its syntax.
package shell

import (
	"path/filepath"
	"strings"
)

// Kind is a family of shells, by the syntax they read.
type Kind string

// The kinds of shells. Sh stands for all that read POSIX's language and its variable ENV: dash, ash, ksh.
const (
	Bash Kind = "bash"
	Zsh  Kind = "zsh"
	Fish Kind = "fish"
	Sh   Kind = "sh"
)

// Kinds are all kinds, in the order in which they are told.
var Kinds = []string{string(Bash), string(Zsh), string(Fish), string(Sh)}

// KindOf gives the kind of a shell's program, and "" for a foreign one. Where there is no program, it is that of POSIX.
func KindOf(program string) Kind {
	if program == "" {
		return Sh
	}
	switch name := strings.TrimSuffix(filepath.Base(program), ".exe"); name {
	case "bash", "zsh", "fish", "sh":
		return Kind(name)
	case "dash", "ash", "ksh", "mksh", "busybox":
		return Sh
	}
	return ""
}

// Quote writes a text as one word that this shell takes as it is.
func (k Kind) Quote(text string) string {
	if k == Fish { // within '', fish knows \\ and \'
		return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// Words writes a command as it can be typed: only what needs it is quoted.
func Words(words ...string) string {
	typed := make([]string, len(words))
	for i, word := range words {
		typed[i] = word
		if word == "" || strings.ContainsFunc(word, special) {
			typed[i] = Sh.Quote(word)
		}
	}
	return strings.Join(typed, " ")
}

// special says whether some shell may take a character for more than itself.
func special(r rune) bool {
	return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:,+@%=", r)
}
