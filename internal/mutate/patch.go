package mutate

import (
	"sigs.k8s.io/yaml"

	"labs.local/labs/internal/lab"
)

// wrongPatch changes something else.
func wrongPatch(o lab.Operation) (found []faulty[lab.Operation], err error) {
	text, err := yaml.Marshal(o.Patch)
	if err != nil {
		return nil, err
	}
	variants, err := variantsOf("patch", text)
	if err != nil {
		return nil, err
	}
	for _, v := range variants {
		changed := &lab.Patch{}
		if err := yaml.Unmarshal(v.text, changed); err != nil {
			return nil, err
		}
		wrong := o
		wrong.Patch = changed
		found = append(found, faulty[lab.Operation]{v.name, wrong})
	}
	return found, nil
}
