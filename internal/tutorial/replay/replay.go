// Package replay walks through the commands of a page, with the state that they
// change, and fills a draft with what a lab does in their place. It runs none
// of them.
package replay

import (
	"regexp"
	"slices"
	"strings"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/tutorial/draft"
	"labs.local/labs/internal/tutorial/page"
	"labs.local/labs/internal/tutorial/script"
)

// Replay is where a reader of the page is, and what the commands up to there have changed.
type Replay struct {
	page  *page.Page
	draft *draft.Draft

	objects   objects
	variables variables
	ports     ports
	// proxied says that the lab has started its proxy.
	proxied bool
	// container is the one that the reader is in, or nil.
	container *container
	// newest is the newest manifest shown, dockerfile the newest Dockerfile.
	newest     *page.Manifest
	dockerfile string
}

// Run fills the draft.
func Run(p *page.Page, d *draft.Draft) {
	r := &Replay{page: p, draft: d, objects: objects{}, variables: variables{values: map[string]string{}}, ports: ports{}}
	for _, b := range p.Blocks {
		r.block(b)
	}
	d.Finish()
}

var outputFences = []string{"", "none", "text", "txt", "plain", "plaintext", "plain-text", "output", "console", "log", "logs", "yaml", "yml", "json", "html", "shell", "bash", "sh", "ini", "env", "shell-session", "terminal"}

// block takes the next block of the page.
func (r *Replay) block(b *page.Block) {
	skips, _ := r.draft.Skips()
	name, includes := b.Include()
	switch m := b.Manifest; {
	case b.Kind == page.Heading:
		r.container = nil
		r.draft.Heading(b)
	case skips && !r.indispensable(b):
	case b.Kind == page.Prose:
		r.draft.Prose(b)
	case m != nil:
		r.shown(m)
	case r.isOutput(b):
		r.draft.Show()
		r.draft.Printed(strings.Split(b.Text, "\n"), r.awaited)
	case b.Typed() || r.container != nil && b.Script():
		r.typed(b)
	case includes:
		r.missing(name)
	default:
		if isDockerfile(b) {
			r.dockerfile = b.Text
		}
		r.draft.Code(b.Info, b.Text)
	}
}

// missing is a file that a site would put here, and that is no manifest.
func (r *Replay) missing(name string) {
	if text, ok := r.page.Files.Beside(name); ok {
		r.draft.Code("", text)
		return
	}
	r.draft.Note(i18n.Text("skipped: file %q, which the tutorial includes; use --files DIR to give the directory of such files", name))
}

func (r *Replay) shown(m *page.Manifest) {
	r.newest = m
	r.draft.Manifest(m)
}

// isOutput says whether a fence shows what the newest command printed.
func (r *Replay) isOutput(b *page.Block) bool {
	if !r.draft.HasRun() || !slices.Contains(outputFences, b.Language()) || r.container != nil && b.Script() || b.Typed() {
		return false
	}
	announced, ok := r.draft.Announced()
	return !ok || page.Announces(announced) || b.Language() == "output" || strings.HasSuffix(announced, ":") || strings.HasSuffix(announced, "：")
}

var makes = regexp.MustCompile(`\bkubectl (?:apply|run|create (?:-f|deployment|configmap|secret|serviceaccount))\b`)

// indispensable says whether a fence of a section that is skipped makes objects, which later steps need.
func (r *Replay) indispensable(b *page.Block) bool {
	if b.Manifest != nil {
		r.newest = b.Manifest
		return false
	}
	_, cleansUp := r.draft.Skips()
	return b.Kind == page.Fence && !cleansUp && makes.MatchString(b.Text)
}

// typed takes the commands of a fence, and what it shows of their output.
func (r *Replay) typed(b *page.Block) {
	for _, e := range b.Entries() {
		if r.container != nil && !r.leaves(e.Text) {
			r.inside(e)
			continue
		}
		for _, c := range script.Commands(e.Text) {
			r.run(c)
		}
		if len(e.Output) > 0 {
			r.draft.Printed(e.Output, r.awaited)
		}
	}
	r.flush()
}

// open gives the manifest that a command names.
func (r *Replay) open(name string) *page.Manifest { return r.page.Files.Open(name, r.newest) }
