package mutate

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"go.yaml.in/yaml/v3"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
)

// manifests derives mutants of what the lab applies.
func (d *deriver) manifests() error {
	for _, f := range d.applied() {
		text, err := fs.ReadFile(d.course.Files, f.path)
		if err != nil {
			return i18n.Errorf("read manifest %q: %w", f.name, err)
		}
		variants, err := variantsOf(f.name, text)
		if err != nil {
			return i18n.Errorf("manifest %q: %w", f.name, err)
		}
		for _, v := range variants {
			course, _ := replace(d.course, map[string][]byte{f.path: v.text})
			d.mutants = append(d.mutants, Mutant{Name: v.name, Lab: d.lab, Course: course, Step: f.step, Diff: v.diff})
		}
	}
	return nil
}

// variant is a text with one fault.
type variant struct {
	name, diff string
	text       []byte
}

// variantsOf gives all variants of a manifest. Each is made from the text anew, so that faults stay apart.
func variantsOf(file string, text []byte) ([]variant, error) {
	original, err := documents(text)
	if err != nil {
		return nil, err
	}
	before, err := encode(original)
	if err != nil {
		return nil, err
	}
	var found []variant
	for i, document := range original {
		for _, f := range faults(document) {
			after, err := apply(text, i, f)
			if err != nil {
				return nil, err
			}
			name := file + ": " + object(original, document) + f.name
			found = append(found, variant{name, string(diff.Diff(file, before, file+" (mutant)", after)), after})
		}
	}
	wide, err := inAllNamespaces(text)
	if wide != nil {
		found = append(found, variant{file + ": the rights of its Roles in all namespaces", string(diff.Diff(file, before, file+" (mutant)", wide)), wide})
	}
	return found, err
}

func apply(text []byte, document int, f fault) ([]byte, error) {
	fresh, err := documents(text)
	if err != nil {
		return nil, err
	}
	f.edit(follow(fresh[document], f.way))
	return encode(fresh)
}

// object names a document where there are several.
func object(all []*yaml.Node, document *yaml.Node) string {
	if len(all) == 1 {
		return ""
	}
	name, kind := "", ""
	walk(document, nodePath{}, func(node *yaml.Node, at nodePath) {
		switch at.name {
		case "kind":
			kind = strings.ToLower(node.Value)
		case "metadata.name":
			name = node.Value
		}
	})
	return kind + "/" + name + " "
}

// podContainers gives the names of the containers of each Pod that the lab applies, by the Pod's name.
func (d *deriver) podContainers() map[string][]string {
	found := map[string][]string{}
	for _, f := range d.applied() {
		text, err := fs.ReadFile(d.course.Files, f.path)
		if err != nil {
			continue // told where manifests are mutated
		}
		all, _ := documents(text)
		for _, document := range all {
			_, pod, _ := strings.Cut(object(nil, document), "/")
			walk(document, nodePath{}, func(node *yaml.Node, at nodePath) {
				if at.key() == "containers" && node.Kind == yaml.MappingNode {
					found[strings.TrimSpace(pod)] = append(found[strings.TrimSpace(pod)], field(node, "name"))
				}
			})
		}
	}
	return found
}

// manifest is one that the lab applies: the name by which it does, its path in the
// course, and the index of the first step that does.
type manifest struct {
	name, path string
	step       int
}

// applied gives the manifests that the lab applies, in order, also by kubectl.
func (d *deriver) applied() (all []manifest) {
	for i, o := range d.lab.Operations() {
		files := d.files(o)
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if !slices.ContainsFunc(all, func(m manifest) bool { return m.path == files[name] }) {
				all = append(all, manifest{name, files[name], i})
			}
		}
	}
	return all
}

// files gives the paths of the manifests of one operation, by their names.
func (d *deriver) files(o *lab.Operation) map[string]string {
	verb, _, _ := strings.Cut(lab.KubectlChanges(o.Kubectl), " ")
	makes := slices.Contains([]string{"apply", "create", "patch", "replace"}, verb)
	if o.Refused != "" || !makes && o.Facts().Manifest == "" {
		return nil
	}
	files, _ := d.course.FilesOf(d.lab, o)
	maps.DeleteFunc(files, func(_, file string) bool { return makes && !lab.IsManifest(file) })
	return files
}
