package command

import (
	"context"

	"labs.local/labs/internal/i18n"
)

// allowed is an error where the person does not let a verb remove what they
// were told of, or where nobody can be asked. Yes is the answer of --yes.
func (s *Setup) allowed(ctx context.Context, yes bool, question i18n.Message) error {
	if yes {
		return nil
	}
	if !s.Streams.Interactive {
		return &UsageError{i18n.Text("nothing was removed: confirmation is required, but labs cannot ask for it here\nhint: run the same command in a terminal, or with --yes")}
	}
	yes, err := s.Streams.Confirm(ctx, question)
	if err == nil && !yes {
		err = &UsageError{i18n.Text("nothing was removed")}
	}
	return err
}
