package runner_test

import (
	"strings"
	"testing"

	"labs.local/labs/internal/testkit"
)

func TestChecksThatLookAtTheSameShareWhatWasSeen(t *testing.T) {
	s := set(t, `
steps:
- name: read
  checks:
  - {exec: {pod: web, command: [count]}, match: try}
  - {exec: {pod: web, command: [count]}, equals: try 1}
  - {exec: {pod: web, command: [count]}, equals: try 2}
  - {exec: {pod: other, command: [count]}, equals: try 3}
`, nil)
	s.on("exec", counted("try %d"))
	_, err := s.take(t, demonstrate)
	testkit.Must(t, err)
	testkit.Equal(t, strings.Count(s.Calls(), "count"), 3)
}

func TestWhatMayChangeSomethingIsAskedByEachCheck(t *testing.T) {
	s := set(t, `
steps:
- name: change
  checks:
  - {http: {url: "http://a/", method: POST}, match: try}
  - {http: {url: "http://a/", method: POST}, match: try}
`, nil)
	s.on("request", counted("try %d"))
	_, err := s.take(t, demonstrate)
	testkit.Must(t, err)
	testkit.Equal(t, strings.Count(s.Calls(), "request"), 2)
}
