package terminal

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Player does what a script says, a line each:
//
//	expect TEXT       waits until the program has written it
//	match REGEXP      the same for a regular expression
//	absent TEXT       demands that the transcript does not have it
//	type KEYS         presses keys, with \n, \t, \x03 and the like
//	resize COLS ROWS  changes the size
//	run COMMAND       runs a command of the shell beside the program
//	signal NAME       sends INT, TERM, HUP or KILL to the program alone
//	hangup            closes the terminal
//	exit CODE         waits for the end, and demands that exit code
//
// Lines that are blank or begin with # say nothing.
type Player struct {
	Terminal *Terminal
	// Limit bounds each wait.
	Limit time.Duration
	// Dir and Env are those of the commands that run beside.
	Dir string
	Env []string
	// Verbs are further verbs, or other ways to do those.
	Verbs map[string]func(argument string) error
}

// Play does a whole script. One that demands no exit code demands 0.
func (p *Player) Play(script string) error {
	ended := false
	for i, line := range strings.Split(script, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		verb, argument, _ := strings.Cut(line, " ")
		if err := p.Do(verb, strings.TrimSpace(argument)); err != nil {
			return fmt.Errorf("line %d: %s: %w", i+1, line, err)
		}
		ended = ended || verb == "exit"
	}
	if ended {
		return nil
	}
	return p.exit("0")
}

// Do does one thing that a line says.
func (p *Player) Do(verb, argument string) error {
	if do, ok := p.Verbs[verb]; ok {
		return do(argument)
	}
	switch verb {
	case "expect":
		return p.Terminal.Expect(argument, p.Limit)
	case "match":
		expression, err := regexp.Compile(argument)
		if err != nil {
			return err
		}
		return p.Terminal.Match(expression, p.Limit)
	case "absent":
		return p.absent(argument)
	case "type":
		keys, err := Keys(argument)
		if err != nil {
			return err
		}
		return p.Terminal.Type(keys)
	case "resize":
		return p.resize(argument)
	case "run":
		return p.run(argument)
	case "signal":
		return p.signal(argument)
	case "hangup":
		return p.Terminal.Hangup()
	case "exit":
		return p.exit(argument)
	}
	return fmt.Errorf("no verb %q", verb)
}

// Keys resolves the escapes of Go's strings.
func Keys(text string) (string, error) {
	return strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`)
}

func (p *Player) absent(text string) error {
	if transcript := p.Terminal.Transcript(); strings.Contains(transcript, text) {
		return fmt.Errorf("it is there:\n%s", transcript)
	}
	return nil
}

func (p *Player) resize(argument string) error {
	var columns, rows int
	if _, err := fmt.Sscanf(argument, "%d %d", &columns, &rows); err != nil {
		return err
	}
	return p.Terminal.Resize(columns, rows)
}

func (p *Player) run(line string) error {
	command := exec.Command("sh", "-c", line)
	command.Dir, command.Env = p.Dir, p.Env
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%w:\n%s", err, output)
	}
	return nil
}

func (p *Player) signal(name string) error {
	signals := map[string]os.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "KILL": syscall.SIGKILL}
	signal, ok := signals[strings.TrimPrefix(name, "SIG")]
	if !ok {
		return fmt.Errorf("no signal %q", name)
	}
	return p.Terminal.Signal(signal)
}

func (p *Player) exit(want string) error {
	code, err := p.Terminal.Wait(p.Limit)
	if err != nil {
		return err
	}
	if strconv.Itoa(code) != want {
		return fmt.Errorf("exit code %d, want %s; the transcript is\n%s", code, want, p.Terminal.Transcript())
	}
	return nil
}
