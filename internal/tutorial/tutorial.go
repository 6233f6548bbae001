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
	// Files is where the files are looked for that the tutorial names but does not show; it may be nil.
	Files fs.FS
	// Printer gives the language of what is left to do.
	Printer *i18n.Printer
}

// Result is a lab as files.
type Result = draft.Result

// MaxSize is the longest tutorial that is read, in bytes.
const MaxSize = page.MaxSize

// Import makes a lab of a tutorial. A text without a command, or one past the bounds, is an error.
func Import(source []byte, options Options) (*Result, error) {
	p, err := page.Read(source, options.Files)
	if err != nil {
		return nil, err
	}
	d := draft.New(p, options.Printer)
	replay.Run(p, d)
	return d.Result(options.Name, options.File)
}
