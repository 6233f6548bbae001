package lint

import (
	"regexp"
	"strings"
)

// number is one of two digits or more: smaller ones are words in some languages and figures in others.
var number = regexp.MustCompile(`\d(?:[.,]?\d)+`)

// differentNumbers finds numbers in the prose of one language that the other has nowhere in that part.
func differentNumbers(c *course, report reporter) {
	c.eachPair(func(first, other *file, here, there part) {
		report.differences(first, other, first.numbers(here, other, there), other.numbers(there, first, here))
	})
}

// numbers gives those of a part's prose that the part of another language lacks, each once.
func (f *file) numbers(of part, other *file, there part) []fact {
	known := map[string]bool{}
	for _, text := range number.FindAllString(other.text[there.From:there.end], -1) {
		known[plain(text)] = true
	}
	var lacking []fact
	for _, s := range f.prose() {
		for _, at := range number.FindAllStringIndex(s.text, -1) {
			n := span{s.text[at[0]:at[1]], s.offset + at[0], s.offset + at[1], false}
			value := plain(n.text)
			if of.From <= n.offset && n.end <= of.end && !known[value] {
				lacking = append(lacking, fact{n, value})
				known[value] = true
			}
		}
	}
	return lacking
}

// plain leaves out what groups digits.
func plain(number string) string { return strings.ReplaceAll(number, ",", "") }
