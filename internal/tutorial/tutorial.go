// Package tutorial makes a lab of a tutorial in prose: Markdown in, the files
// of a lab out. A page.Page is what was written, replay.Run walks through its
// commands, and a draft.Draft is the lab that comes of it.
package tutorial

import (
	"io/fs"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/tutorial/draft"
	"labs.local/labs/internal/tutorial/page"
	"labs.local/labs/internal/tutorial/replay"
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

// MaxSize is the longest tutorial that is read, in bytes.
const MaxSize = page.MaxSize

const maxSteps = 200

// Import makes a lab of a tutorial. A text without a command, or one past the
// bounds, is an error.
func Import(source []byte, options Options) (*Result, error) {
	p, err := page.Read(source, options.Files)
	if err != nil {
		return nil, err
	}
	d := draft.New(p, options.Printer)
	replay.Run(p, d)
	if len(d.Steps) == 0 {
		return nil, i18n.Errorf("no command found in its code blocks, so there is nothing to run\nhint: commands stand in blocks such as ```shell, or after a prompt such as $")
	}
	if len(d.Steps) > maxSteps {
		return nil, i18n.Errorf("%d steps, and at most %d are made: cut the tutorial in pieces", len(d.Steps), maxSteps)
	}
	r := &Result{Name: d.Name(options.Name, options.File), Images: d.Images, Notes: d.Notes, Steps: len(d.Steps)}
	r.Operations, r.Checks = d.Count()
	r.Files, err = d.Files(r.Name)
	return r, err
}
