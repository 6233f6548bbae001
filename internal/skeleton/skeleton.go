// Package skeleton has a small lab that runs and passes, for authors to begin with.
package skeleton

import (
	"embed"
	"errors"
	"io/fs"
	"path"
	"strings"

	builtin "labs.local/labs"
	"labs.local/labs/internal/lab"
)

//go:embed lab
var files embed.FS

// Image is the image that the lab uses.
const Image = "toolbox"

// Lab gives the files of a lab's folder, by their names, in these languages, or in all.
func Lab(name string, languages ...string) map[string][]byte {
	found := map[string][]byte{
		"lab.yaml":   []byte(lab.SchemaComment + document(name, languages)),
		"hello.yaml": []byte(content("hello.yaml")),
	}
	if len(languages) == 0 {
		languages = lab.Languages
	}
	for _, language := range languages {
		found[language+".md"] = []byte(content(language + ".md"))
	}
	return found
}

// document is the lab file.
func document(name string, languages []string) string {
	text := strings.Replace(content("lab.yaml"), "name: skeleton", "name: "+name, 1)
	if len(languages) > 0 {
		text = strings.Replace(text, "steps:\n", "languages: ["+strings.Join(languages, ", ")+"]\nsteps:\n", 1)
	}
	return text
}

func content(name string) string {
	data, err := files.ReadFile(path.Join("lab", name))
	if err != nil {
		panic(err) // it is embedded
	}
	return string(data)
}

// OneFile gives a one-file course with the same lab. The manifest stands at the end of the section that applies it.
func OneFile(name, language string) []byte {
	text := content(language + ".md")
	before, after, _ := strings.Cut(text, "\n## ")
	create, rest, _ := strings.Cut(after, "\n## ")
	block := "\n```yaml title=\"hello.yaml\"\n" + content("hello.yaml") + "```\n"
	return []byte("---\n" + document(name, []string{language}) + "---\n\n" + before + "\n## " + create + block + "\n## " + rest)
}

// Shared gives the files that a course needs besides its labs: the schema, and these images of the built-in course.
func Shared(images ...string) (map[string][]byte, error) {
	found := map[string][]byte{}
	take := func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found[name], err = fs.ReadFile(builtin.Course, name)
		}
		return err
	}
	err := fs.WalkDir(builtin.Course, lab.SchemaFile, take)
	for _, image := range images {
		err = errors.Join(err, fs.WalkDir(builtin.Course, path.Join("images", image), take))
	}
	return found, err
}
