package runner

import (
	"context"
	"slices"
)

// Resume brings back what earlier steps of the lab left running in a process
// that has ended: the proxy.
func (s *Session) Resume(ctx context.Context, index int) error {
	for i := range index {
		for _, described := range slices.Concat(s.Lab.Steps[i].Operations, s.Lab.Steps[i].Solution) {
			if described.Proxy == nil {
				continue
			}
			operation, err := s.New(described)
			if err != nil {
				return err
			}
			if _, err := operation.Run(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}
