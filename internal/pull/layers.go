package pull

import "regexp"

// layers is what is known of the layers of an image that is being pulled, by
// what the engine's command writes.
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
