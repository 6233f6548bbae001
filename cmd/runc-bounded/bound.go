package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/moby/sys/capability"
	specs "github.com/opencontainers/runtime-spec/specs-go"
)

// missingCapabilities returns, by their OCI names, the capabilities that the
// kernel knows and that this process can never get.
func missingCapabilities() (missing []string, err error) {
	last, err := capability.LastCap()
	if err != nil {
		return nil, err
	}
	for c := capability.Cap(0); c <= last; c++ {
		bound, err := capability.GetBound(c)
		if err != nil {
			return nil, err
		}
		if !bound {
			missing = append(missing, "CAP_"+strings.ToUpper(c.String()))
		}
	}
	return missing, nil
}

// boundFile takes the missing capabilities out of the file s. It leaves a
// file that asks for none of them as it is.
func boundFile(s spec, missing []string) error {
	if len(missing) == 0 {
		return nil
	}
	data, err := os.ReadFile(s.path)
	if err != nil {
		return fmt.Errorf("read specification: %w", err)
	}
	bounded, err := bound(data, s.process, missing)
	if err != nil {
		return fmt.Errorf("bound capabilities in %q: %w", s.path, err)
	}
	if bytes.Equal(bounded, data) {
		return nil
	}
	if err := os.WriteFile(s.path, bounded, 0o600); err != nil {
		return fmt.Errorf("write specification: %w", err)
	}
	return nil
}

// bound returns data, a bundle's config.json or a process, without the missing
// capabilities; every other field says what it said.
func bound(data []byte, process bool, missing []string) ([]byte, error) {
	drop := func(raw json.RawMessage) (json.RawMessage, error) { return dropFrom(raw, missing) }
	inProcess := func(raw json.RawMessage) (json.RawMessage, error) { return update(raw, "capabilities", drop) }
	if process {
		return inProcess(data)
	}
	return update(data, "process", inProcess)
}

// update replaces one field of the object raw by what change makes of it, if
// the field is there and change changes it.
func update(raw json.RawMessage, field string, change func(json.RawMessage) (json.RawMessage, error)) (json.RawMessage, error) {
	var o map[string]json.RawMessage // only the field that changes is decoded
	if err := json.Unmarshal(raw, &o); err != nil {
		return nil, err
	}
	old, ok := o[field]
	if !ok || string(old) == "null" {
		return raw, nil
	}
	changed, err := change(old)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", field, err)
	}
	if bytes.Equal(changed, old) {
		return raw, nil
	}
	o[field] = changed
	return json.Marshal(o)
}

func dropFrom(raw json.RawMessage, missing []string) (json.RawMessage, error) {
	var sets specs.LinuxCapabilities
	if err := json.Unmarshal(raw, &sets); err != nil {
		return nil, err
	}
	dropped := false
	for _, names := range []*[]string{&sets.Bounding, &sets.Effective, &sets.Inheritable, &sets.Permitted, &sets.Ambient} {
		before := len(*names)
		*names = slices.DeleteFunc(*names, func(name string) bool { return slices.Contains(missing, name) })
		dropped = dropped || len(*names) != before
	}
	if !dropped {
		return raw, nil
	}
	return json.Marshal(sets)
}
