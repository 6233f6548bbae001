package pull

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// layers is what the engine's command tells of the layers of an image.
type layers struct {
	known map[string]layer
	// others are the lines that are of no layer.
	others map[string]bool
	// unpacks says that all is there that is to be unpacked.
	unpacks bool
}

// kind is what a line is.
type kind int

const (
	// words are what the engine has to say.
	words kind = iota
	// still is progress that is known already, moved is some that is not.
	still
	moved
)

var (
	// layerLine is "2d473b07cdd5: Downloading" of docker, "Copying blob
	// 2d473b07cdd5" of podman, "layer-sha256:2d47...: downloading" of nerdctl.
	layerLine = regexp.MustCompile(`^(?:Copying (?:blob|config) |[a-z]+-)?(?:sha256:)?([0-9a-f]{10,64}):?\s+(\S.*)$`)
	// otherLine is what the commands say besides.
	otherLine = regexp.MustCompile(`^(\S+: Pulling from |Digest: |Status: |Using default tag|Trying to pull |Getting image source|Writing manifest|Storing signatures|elapsed: |WARN\[\d+\] Failed, retrying )`)
)

// read reads a line.
func (l *layers) read(text string) kind {
	if l.known == nil {
		l.known, l.others = map[string]layer{}, map[string]bool{}
	}
	m := layerLine.FindStringSubmatch(text)
	switch {
	case m == nil && !otherLine.MatchString(text):
		return words
	case m == nil && l.others[text]:
		return still
	case m == nil:
		l.others[text] = true
		return moved
	}
	now := l.known[m[1]].with(m[2])
	if now == l.known[m[1]] {
		return still
	}
	l.known[m[1]] = now
	l.unpacks = l.unpacks || l.stage() == unpacking
	return moved
}

// begun says whether the registry has answered what the image consists of.
func (l *layers) begun() bool { return len(l.known) > 0 }

// sum is how much is there, or unpacked where that is all that remains, of how
// much, 0 where that is not known of all layers.
func (l *layers) sum() (done, total int64) {
	known := true
	for _, layer := range l.known {
		known = known && (layer.total > 0 || layer.stage == complete)
		total += layer.total
		if l.unpacks {
			done += layer.unpacked
		} else {
			done += layer.done
		}
	}
	if !known {
		return done, 0
	}
	return done, total
}

// stage is what the pull is about: a layer that broke off is it while no other one
// is loading, and those that wait to be unpacked are not.
func (l *layers) stage() stage {
	has := map[stage]bool{}
	for _, layer := range l.known {
		has[layer.stage] = true
	}
	for _, stage := range []stage{loading, brokenOff, waiting, unpacking} {
		if has[stage] {
			return stage
		}
	}
	return complete
}

// layer is how many bytes of one are there, or unpacked, of how many; 0 is not known.
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

// loaded is the layer with so many bytes. After an interruption, docker counts only what was missing.
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
