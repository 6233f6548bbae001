package shell

import (
	"embed"
	"strings"
)

//go:embed completion
var completions embed.FS

// Completion is the script by which a shell completes labs' command line; ""
// where a shell completes none. It asks the program, with the words up to the
// cursor and CompletionFlag, for one candidate a line, and after a tab its
// explanation.
func Completion(k Kind) string {
	text, err := completions.ReadFile("completion/" + string(k))
	if err != nil {
		return ""
	}
	return string(text)
}

// CompletionFlag is the last argument where a shell asks for candidates.
const CompletionFlag = "--generate-bash-completion"

// Candidate writes one candidate.
func Candidate(word, explanation string) string {
	line, _, _ := strings.Cut(explanation, "\n")
	return strings.TrimSuffix(word+"\t"+line, "\t") + "\n"
}
