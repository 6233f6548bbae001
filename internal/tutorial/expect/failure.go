package expect

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	terminated = regexp.MustCompile(`^command terminated with (?:non-zero )?exit code:? .*?(\d+)\W*$`)
	complains  = regexp.MustCompile(`(?i)^(?:error:|error from server|unable to connect|the \w+ "[^"]*" is invalid|(?:/bin/)?(?:sh|bash|cat|touch|ls|curl|wget|ping|nslookup|mkdir|rm|cp|nc)(?:: line \d+|: \(\d+\))?: .*(?:denied|no such|not found|cannot|can't|refused|failed|timed out|bad address|not resolve))`)
)

// Failure gives the exit code where an output is what a command complains of,
// or 0.
func Failure(lines []string) (code int) {
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if m := terminated.FindStringSubmatch(line); m != nil {
			code, _ := strconv.Atoi(m[1])
			return max(1, code)
		}
		if complains.MatchString(line) {
			code = 1
		}
	}
	return code
}

// Reason gives the end of a complaint, or "" where that is another each time.
func Reason(lines []string) string {
	at := slices.IndexFunc(lines, func(line string) bool { return complains.MatchString(strings.TrimSpace(line)) })
	if at < 0 {
		return ""
	}
	line := strings.TrimSpace(lines[at])
	why := line[strings.LastIndex(line, ": ")+1:]
	if _, varies := pattern(why); varies || !meaningful(why) {
		return ""
	}
	return strings.TrimSpace(why)
}
