package page

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/tutorial/script"
)

// Entry is what a tutorial has its reader type, with what it shows thereafter.
type Entry struct {
	Text string
	// Output is that of the last command of the text, by lines.
	Output []string
}

var (
	dollar    = regexp.MustCompile(`^\s{0,3}[$❯] (\s*\S.*)$`)
	atHost    = regexp.MustCompile(`^\s{0,3}(?:\[[\w.-]+@[^\]]+\]|[\w.-]+@[\w.-]+[: ][^$#]*|(?:~|/[\w./-]*) ?)[#$%] (\S.*)$`)
	sharp     = regexp.MustCompile(`^\s{0,3}[#%>] (\S.*)$`)
	assigned  = regexp.MustCompile(`^[A-Za-z_]\w*=\S*(\s|$)`)
	word      = regexp.MustCompile(`^[a-z][\w.-]*(\s|$)`)
	columns   = regexp.MustCompile(`^\s*[A-Z][A-Z()-]+(?: [A-Z()-]+)*(?:\s{2,}[A-Z][\w() -]*)+\s*$`)
	acked     = regexp.MustCompile(`^\S+[/ ]"?[\w.:-]+"? (?:created|configured|unchanged|deleted|exposed|scaled|labeled|annotated|patched|replaced|autoscaled|restarted|condition met|serverside-applied|image updated|rolled back|force deleted)\b`)
	commented = regexp.MustCompile(`^\s*#\s?(.*)$`)
)

// programs are those by which a line is known to be a command.
var programs = strings.Fields(`kubectl k docker podman nerdctl kind minikube k3d curl wget helm kustomize cat echo printf
	export cd mkdir ls rm cp mv touch git openssl base64 grep sed awk jq sh bash sudo for while if sleep watch nslookup dig ping
	env printenv nohup chmod tee source alias systemctl crictl ps kill exit apt-get apk nc hostname oc istioctl kubeadm brew gcloud eksctl make go python3 test`)

var shells = []string{"shell", "bash", "sh", "zsh", "shell-session", "shellsession", "sh-session", "console", "terminal", "cmd", "powershell", "bash-session", "command"}

// scripts are languages in which lines are commands, also of programs that are not known.
var scripts = []string{"shell", "bash", "sh", "zsh"}

// Script says whether each line of a fence is a command, also of programs that are not known.
func (b *Block) Script() bool { return slices.Contains(scripts, b.Language()) }

// Program gives the first word of a line.
func Program(line string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return first
}

func known(line string) bool { return slices.Contains(programs, Program(line)) }

// typedAt gives what is typed at a prompt.
func typedAt(line string, sharps bool) (string, bool) {
	for _, prompt := range []*regexp.Regexp{dollar, atHost} {
		if m := prompt.FindStringSubmatch(line); m != nil {
			return m[1], true
		}
	}
	if m := sharp.FindStringSubmatch(line); m != nil && sharps && known(m[1]) {
		return m[1], true
	}
	return "", false
}

// prompted says whether a fence has prompts, and whether # is one of them: it
// begins a comment where lines without it are commands.
func prompted(lines []string) (prompts, sharps bool) {
	sharps = !slices.ContainsFunc(lines, func(l string) bool { return known(l) })
	for _, line := range lines {
		if _, ok := typedAt(line, sharps); ok {
			return true, sharps
		}
	}
	return false, false
}

// Typed says whether a fence is what is typed: it has prompts, or its first line is a command.
func (b *Block) Typed() bool {
	lines := strings.Split(b.Text, "\n")
	if prompts, _ := prompted(lines); prompts {
		return b.Language() == "" || slices.Contains(shells, b.Language()) || b.Language() == "text"
	}
	for _, line := range lines {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(strings.TrimSpace(line), "#") || strings.HasPrefix(strings.TrimSpace(line), "//") {
			continue
		}
		variable := b.Language() == "" && assigned.MatchString(line) && slices.ContainsFunc(lines, known)
		return (variable || begins(line, b.Language())) && (b.Language() == "" || b.Language() == "text" || slices.Contains(shells, b.Language()))
	}
	return false
}

// begins says whether a line without a prompt is a command.
func begins(line, language string) bool {
	line = strings.TrimSpace(line)
	switch {
	case known(line), strings.HasPrefix(line, "./"), strings.HasPrefix(line, "/bin/"):
		return true
	case assigned.MatchString(line):
		return slices.Contains(scripts, language)
	}
	return slices.Contains(scripts, language) && word.MatchString(line) && !shown(line)
}

// shown says whether a line is surely output.
func shown(line string) bool {
	return columns.MatchString(line) || acked.MatchString(line) || strings.Contains(line, "   ") || strings.HasPrefix(line, "No resources found")
}

// Entries cuts a fence into what is typed and what is shown.
func (b *Block) Entries() []Entry {
	t := &reader{language: b.Language()}
	lines := strings.Split(strings.TrimRight(b.Text, "\n"), "\n")
	t.prompts, t.sharps = prompted(lines)
	for _, line := range lines {
		t.read(line)
	}
	return t.entries
}

type reader struct {
	language        string
	prompts, sharps bool
	entries         []Entry
	// open says that the newest entry goes on in the next line.
	open bool
}

func (t *reader) read(raw string) {
	line := strings.TrimRight(raw, " \t")
	typed, at := typedAt(line, t.sharps)
	switch last := len(t.entries) - 1; {
	case t.open && !at:
		if strings.Contains(t.entries[last].Text, "<<") {
			line = raw // a here-document keeps its white space
		}
		t.entries[last].Text += "\n" + strings.TrimPrefix(line, "> ")
		t.open = script.Unfinished(t.entries[last].Text)
	case at:
		t.begin(typed)
	case t.prompts:
		t.show(line)
	case commented.MatchString(line):
		t.remark(commented.FindStringSubmatch(line)[1])
	case begins(line, t.language) && !shown(line), len(t.entries) == 0 && assigned.MatchString(line):
		t.begin(strings.TrimSpace(line))
	default:
		t.show(line)
	}
}

func (t *reader) begin(line string) {
	t.entries = append(t.entries, Entry{Text: line})
	t.open = script.Unfinished(line)
}

func (t *reader) show(line string) {
	if last := len(t.entries) - 1; last >= 0 && (line != "" || len(t.entries[last].Output) > 0) {
		t.entries[last].Output = append(t.entries[last].Output, line)
	}
}

// remark takes a comment for output where it looks like one.
func (t *reader) remark(text string) {
	last := len(t.entries) - 1
	if last >= 0 && (shown(text) || len(t.entries[last].Output) > 0 && text != "") {
		t.show(text)
	}
}

// Header says whether a line is the header of a table, as kubectl get prints one.
func Header(line string) bool { return columns.MatchString(line) }

// Acknowledgement gives the words by which kubectl says that it has changed an
// object, such as "pod/web created", or "" for another line.
func Acknowledgement(line string) string { return acked.FindString(line) }
