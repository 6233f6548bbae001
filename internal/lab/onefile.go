package lab

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/yuin/goldmark/ast"
	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
)

// LoadFile reads a course of one lab in one Markdown file: the lab file is its
// front matter, the text what follows, and the code blocks with a title are
// manifests and files of images. Images that it does not bring are others'.
// The name is what the file is called in problems. The error of an invalid
// course is an *InvalidError.
func LoadFile(name string, data []byte, others fs.FS) (*Course, error) {
	if len(data) > maxSource {
		return nil, invalid([]Problem{{File: name, Message: i18n.Text("%v", tooLarge(maxSource))}})
	}
	end := frontMatter.FindIndex(data)
	if end == nil {
		return nil, invalid([]Problem{{File: name, Line: 1, Column: 1, Message: i18n.Text("no lab: a one-file course starts with the line ---, then the content of lab.yaml, then another line ---")}})
	}
	front, body := data[:end[1]], data[end[1]:]
	f := newOneFile(name, front)
	text := path.Join(f.dir, f.language+".md")
	f.add(text, body, bytes.Count(front, []byte("\n")))
	problems := nestedAt(text, body)
	for i, p := range problems {
		problems[i] = f.of(p)
	}
	if problems == nil {
		problems = f.codeBlocks(body)
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	course, err := load(WithImages(f.files, others), &f.origins)
	if course != nil {
		course.Own = f.files
	}
	return course, err
}

// frontMatter is the lines up to the second one of hyphens.
var frontMatter = regexp.MustCompile(`(?s)\A---[ \r]*\n(?:.*?\n)??---[ \r]*(?:\n|\z)`)

// oneFile is a one-file course, taken apart into the files of a folder.
type oneFile struct {
	origins
	files fstest.MapFS
	// dir is the lab's folder.
	dir, language string
}

// newOneFile begins with the lab file. Its first line, of hyphens, becomes the
// language where the lab names none, so that all others keep their numbers.
func newOneFile(name string, front []byte) *oneFile {
	f := &oneFile{origins: origins{name, map[string]int{}}, files: fstest.MapFS{}, dir: "labs/01-lab", language: Languages[0]}
	text := front[:bytes.LastIndex(front, []byte("---"))]
	rest := text[lineEnd(text, 0):]
	first := "languages: [" + f.language + "]\n"
	var root yaml.Node
	if yaml.Unmarshal(rest, &root) == nil {
		if _, named := find(&root, []string{"metadata", "name"}); CheckName(named.Value) == nil {
			f.dir = "labs/01-" + named.Value
		}
		if key, list := find(&root, []string{"languages"}); key != nil {
			first = "---\n"
			if len(list.Content) > 0 && slices.Contains(Languages, list.Content[0].Value) {
				f.language = list.Content[0].Value
			}
		}
	}
	f.add(path.Join(f.dir, "lab.yaml"), append([]byte(first), rest...), 0)
	return f
}

// add puts a file that begins behind a line of the one file.
func (f *oneFile) add(name string, data []byte, behind int) {
	f.files[name] = &fstest.MapFile{Data: data, Mode: 0o644}
	f.behind[name] = behind
}

var titles = regexp.MustCompile(`\stitle="([^"]*)"`)

// codeBlocks adds the code blocks that have a title.
func (f *oneFile) codeBlocks(body []byte) (problems []Problem) {
	line, from := f.behind[path.Join(f.dir, f.language+".md")]+1, 0
	for node := range MarkdownNodes(blocks(body)) {
		block, ok := node.(*ast.FencedCodeBlock)
		if !ok || block.Info == nil {
			continue
		}
		at := block.Info.Segment
		line, from = line+bytes.Count(body[from:at.Start], []byte("\n")), at.Start
		if title := titles.FindSubmatch(at.Value(body)); title != nil {
			if err := f.codeBlock(string(title[1]), block.Lines().Value(body), line); err != nil {
				problems = append(problems, Problem{File: f.name, Line: line, Column: 1, Message: i18n.Text("%v", err)})
			}
		}
		if len(problems) > maxProblems || len(f.files) > maxSections {
			break
		}
	}
	return problems
}

func (f *oneFile) codeBlock(title string, data []byte, line int) error {
	if err := local(title); err != nil {
		return err
	}
	name := title
	if !strings.HasPrefix(title, "images/") {
		name = path.Join(f.dir, title)
	}
	if first, taken := f.behind[name]; taken {
		return i18n.Errorf("file %q is already defined on line %d", title, first+1)
	}
	f.add(name, data, line)
	return nil
}

// origins say where in a one-file course its files stand; nil leaves problems where they are.
type origins struct {
	// name is the one file's.
	name string
	// behind is the line that a file begins behind.
	behind map[string]int
}

func (p *origins) of(problem Problem) Problem {
	if p == nil {
		return problem
	}
	line, ok := p.behind[problem.File]
	if !ok {
		return problem
	}
	problem.File = p.name
	if problem.Line > 0 {
		problem.Line += line
	}
	return problem
}
