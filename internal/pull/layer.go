package pull

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// layer is one of which so many bytes are there, or unpacked, of so many, 0 where
// that is not known.
type layer struct {
	stage
	done, unpacked, total int64
	// text is what was said last.
	text string
}

type stage int

const (
	waiting stage = iota
	loading
	// brokenOff is a layer that the engine tries again by itself.
	brokenOff
	unpacking
	complete
)

var (
	sizes = regexp.MustCompile(`(\d[\d.]*) ?([kKMGT]?)(i?)[bB] ?/ ?(\d[\d.]*) ?([kKMGT]?)(i?)[bB]`)

	saidBroken    = regexp.MustCompile(`(?i)^retrying`)
	saidUnpacking = regexp.MustCompile(`(?i)^extracting`)
	saidLoading   = regexp.MustCompile(`(?i)^downloading`)
	saidLoaded    = regexp.MustCompile(`(?i)^(verifying|download complete)`)
	saidComplete  = regexp.MustCompile(`(?i)^(pull complete|done|already exists|exists|skipped)`)
)

// with is the layer after what is said of it.
func (l layer) with(text string) layer {
	m := sizes.FindStringSubmatch(text)
	l.text = text
	if m != nil {
		l.text = m[0] // without a speed
	}
	switch {
	case saidBroken.MatchString(text):
		l.stage = brokenOff
	case saidUnpacking.MatchString(text):
		if m != nil {
			l.unpacked, l.total = bytes(m[1], m[2], m[3]), bytes(m[4], m[5], m[6])
		}
		l.stage, l.done = unpacking, l.total
	case saidLoaded.MatchString(text):
		l.stage, l.done = complete, l.total
	case saidComplete.MatchString(text):
		l.stage, l.done, l.unpacked = complete, l.total, l.total
	case m != nil:
		l = l.loaded(bytes(m[1], m[2], m[3]), bytes(m[4], m[5], m[6]))
	case saidLoading.MatchString(text):
		l.stage = loading
	}
	return l
}

// loaded is the layer when so many bytes are there. After a layer broke off, docker
// counts what is missing from there.
func (l layer) loaded(done, total int64) layer {
	before := max(0, l.total-total)
	l.stage, l.done, l.total = loading, before+done, before+total
	return l
}

// bytes reads a number with what multiplies it: "M" is 1000 twice, "M" with "i" 1024.
func bytes(number, prefix, binary string) int64 {
	value, _ := strconv.ParseFloat(number, 64)
	for range strings.Index(" KMGT", strings.ToUpper(prefix)) {
		if value *= 1000; binary != "" {
			value *= 1.024
		}
	}
	return int64(math.Round(value))
}
