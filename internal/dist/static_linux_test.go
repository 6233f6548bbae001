//go:build dist

package dist_test

import (
	"debug/elf"
	"testing"

	"labs.local/labs/internal/testkit"
)

// TestStatic demands that the program asks for no loader and no library. On
// macOS every program is linked to the system's.
func TestStatic(t *testing.T) {
	file, err := elf.Open(program)
	testkit.Must(t, err)
	defer file.Close()
	for _, part := range file.Progs {
		if part.Type == elf.PT_INTERP || part.Type == elf.PT_DYNAMIC {
			t.Errorf("%s has a part %s", program, part.Type)
		}
	}
}
