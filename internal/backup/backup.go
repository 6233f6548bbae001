// Package backup keeps copies of what a learner made before something deletes it.
package backup

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/kube"
	"labs.local/labs/internal/progress"
)

// Backup is what was in a lab at one moment.
type Backup struct {
	// ID is a number, "1" being the oldest.
	ID string `json:"-"`
	// Before says what was going to happen, as a verb of the command line.
	Before string `json:"before"`
	Course string `json:"course"`
	// Lab and Step are where the learner was.
	Lab     string    `json:"lab"`
	Step    string    `json:"step"`
	Created time.Time `json:"created"`
	// Objects are named KIND/NAME, Files by their paths in the work folder.
	Objects []string `json:"objects"`
	Files   []string `json:"files"`
	// Progress is that of the lab.
	Progress *progress.Lab `json:"progress,omitempty"`
}

// Empty says whether there is nothing that could be lost.
func (c *Backup) Empty() bool { return len(c.Objects) == 0 && len(c.Files) == 0 }

// Store is a folder of copies: NUMBER/{copy.json, objects.yaml, files/}.
type Store string

const (
	about   = "copy.json"
	objects = "objects.yaml"
	files   = "files"
)

// Keep writes a copy, whole or not at all, and gives it its ID. Its files are taken from the folder work.
func (s Store) Keep(c Backup, all []*unstructured.Unstructured, work string) (Backup, error) {
	if err := os.MkdirAll(string(s), 0o700); err != nil {
		return c, failed(err)
	}
	temporary, err := os.MkdirTemp(string(s), ".new-*")
	if err != nil {
		return c, failed(err)
	}
	defer os.RemoveAll(temporary)
	if err := c.write(temporary, all, work); err != nil {
		return c, failed(err)
	}
	numbers, err := s.numbers()
	if err != nil {
		return c, failed(err)
	}
	c.ID = strconv.Itoa(slices.Max(append(numbers, 0)) + 1)
	if err := os.Rename(temporary, filepath.Join(string(s), c.ID)); err != nil {
		return c, failed(err)
	}
	return c, nil
}

func failed(err error) error {
	return i18n.Errorf("back up your work: %w\nhint: nothing was deleted; free some space or fix the directory, then run the same command again", err)
}

func (c *Backup) write(dir string, all []*unstructured.Unstructured, work string) error {
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, about), append(text, '\n'), 0o600); err != nil {
		return err
	}
	var manifest bytes.Buffer
	for _, o := range all {
		text, err := yaml.Marshal(o.Object)
		if err != nil {
			return err
		}
		manifest.WriteString("---\n" + string(text))
	}
	if err := os.WriteFile(filepath.Join(dir, objects), manifest.Bytes(), 0o600); err != nil {
		return err
	}
	return copyFiles(filepath.Join(dir, files), work, c.Files)
}

// numbers are the IDs of the copies, sorted.
func (s Store) numbers() ([]int, error) {
	entries, err := os.ReadDir(string(s))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	var numbers []int
	for _, entry := range entries {
		if n, err := strconv.Atoi(entry.Name()); err == nil {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// List gives the copies, the oldest first.
func (s Store) List() ([]Backup, error) {
	numbers, err := s.numbers()
	if err != nil {
		return nil, err
	}
	var copies []Backup
	for _, n := range numbers {
		c, err := s.read(strconv.Itoa(n))
		if err != nil {
			return nil, err
		}
		copies = append(copies, c)
	}
	return copies, nil
}

func (s Store) read(id string) (Backup, error) {
	c := Backup{ID: id}
	path := filepath.Join(string(s), id, about)
	text, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, i18n.Errorf("read %s: %w", path, err)
	}
	return c, nil
}

// Objects reads the objects of a copy.
func (s Store) Objects(c Backup) ([]*unstructured.Unstructured, error) {
	text, err := os.ReadFile(filepath.Join(string(s), c.ID, objects))
	if err != nil {
		return nil, err
	}
	return kube.Decode(text)
}

// PutFiles writes the files of a copy into the folder work.
func (s Store) PutFiles(c Backup, work string) error {
	return copyFiles(work, filepath.Join(string(s), c.ID, files), c.Files)
}
