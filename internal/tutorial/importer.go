// Package tutorial makes a lab of a tutorial in prose: Markdown in, the files
// of a lab out.
package tutorial

import (
	"io/fs"
	"time"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// Options say how a tutorial is read.
type Options struct {
	// Name is the lab's; "" makes one of the title, or of File.
	Name string
	// File is the tutorial's own, without its folder.
	File string
	// Files is where the files are looked for that the tutorial names but does
	// not show; it may be nil.
	Files fs.FS
	// Printer gives the language of what is left to do.
	Printer *i18n.Printer
}

// Result is a lab as files.
type Result struct {
	Name string
	// Files are those of the lab's folder, by name: lab.yaml, en.md or zh.md,
	// manifests.
	Files map[string][]byte
	// Images are the Dockerfiles of images/, by the folder's name.
	Images map[string][]byte
	// Notes say what was left out, and why.
	Notes []i18n.Message
	// Steps, Operations and Checks count what the lab has.
	Steps, Operations, Checks int
}

// The bounds of what is read.
const (
	// MaxSize is that of a tutorial, and of a file that it names, in bytes.
	MaxSize   = 1 << 20
	maxFences = 500
	maxSteps  = 200
)

// Import makes a lab of a tutorial. A text without a command, or one past the
// bounds, is an error.
func Import(source []byte, options Options) (*Result, error) {
	if len(source) > MaxSize {
		return nil, i18n.Errorf("longer than %d KiB", MaxSize>>10)
	}
	head, text := clean(harmless(source))
	i := &importer{
		options: options, all: blocks(text), live: map[string]*object{}, variables: map[string]string{},
		ports: map[string]string{}, namespaces: &namespaces{}, images: map[string][]byte{},
	}
	if fences := count(i.all, isFence); fences > maxFences {
		return nil, i18n.Errorf("%d code blocks, and at most %d are read", fences, maxFences)
	}
	i.head(head)
	i.collect()
	i.namespaces.find(i.all, i.manifests)
	for n := range i.all {
		i.block(n)
	}
	i.finish()
	if len(i.steps) == 0 {
		return nil, i18n.Errorf("no command found in its code blocks, so there is nothing to run\nhint: commands stand in blocks such as ```shell, or after a prompt such as $")
	}
	if len(i.steps) > maxSteps {
		return nil, i18n.Errorf("%d steps, and at most %d are made: cut the tutorial in pieces", len(i.steps), maxSteps)
	}
	return i.result()
}

func count(all []*block, k kind) (n int) {
	for _, b := range all {
		if b.kind == k {
			n++
		}
	}
	return n
}

// importer holds what is known of a tutorial up to the block that is read.
type importer struct {
	options    Options
	all        []*block
	title      string
	kubernetes string
	intro      []string
	summary    []string
	// summaryTitle is the heading of what a reader gets at the end.
	summaryTitle string
	manifests    []*manifest
	fences       map[*block]*manifest
	namespaces   *namespaces
	notes        []i18n.Message
	images       map[string][]byte
	// dockerfileText is the newest Dockerfile shown, foreign whether an image
	// comes from a registry.
	dockerfileText string
	foreign        bool
	steps          []*step

	// section is what the newest heading began.
	section section
	// pending is prose that no step has yet.
	pending []string
	// current is the step that is being made, last the one with the newest
	// command, for the output that may follow.
	current, last *step
	// candidates are the manifests shown up to here.
	candidates []*manifest
	// pause is how long the newest prose says to wait.
	pause time.Duration

	// words is the command that is read.
	words []string
	// typedLine is how it is written.
	typedLine string
	// live are the objects that the lab has made, by KIND/NAME.
	live map[string]*object
	// variables are the shell's, and captured those that the lab knows as
	// values; preamble sets the others.
	variables map[string]string
	preamble  []string
	// ports maps a port of localhost to what answers there.
	ports map[string]string
	// inside is the container that the reader is in.
	inside *lab.Exec
	// typedInside is what waits to be run in it, before what was typed in it
	// and matters later.
	typedInside, before []string
}

// section is a heading with what is under it.
type section struct {
	title, id string
	level     int
	// skip says that nothing of it becomes part of the lab.
	skip bool
	// used says that a step has its title.
	used bool
}

// step is a step that is being made.
type step struct {
	title, name string
	body        []string
	operations  []operation
	checks      []check
	capture     map[string]lab.Capture
	// command is the newest command as it was typed, for its output.
	command []string
	// acts says that the command changes something, and that the checks that
	// follow from it are there already.
	acts bool
	// touched are the objects that the checks are about.
	touched map[string]bool
}

type operation struct {
	lab.Operation
	todo []i18n.Message
}

type check struct {
	lab.Check
	todo []i18n.Message
}
