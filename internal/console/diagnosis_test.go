package console_test

import (
	"errors"
	"testing"

	"labs.local/labs/internal/console"
	"labs.local/labs/internal/i18n"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// causes are two, and the first one ends with the lines of a log.
var causes = []i18n.Message{
	i18n.Text("container %s of %s exited with code %d (%s); its log ends with:\n  %s", "main", "pod/web", 3, "Error", "reading\n  no port"+hostile),
	i18n.Text("%s is being deleted: wait until it is gone, then create it again", "pod/web"),
}

func TestDiagnosesStandBelowWhatFailed(t *testing.T) {
	check := checked(1, "output contains line A", "expected line A, got B")
	check.Diagnosis = causes
	operation := finished("half\n")
	operation.Err, operation.Diagnosis = errors.New("broken"), causes
	testkit.Golden(t, "diagnosis-check.txt", summary(t, 60, check, failed(&lab.Check{}, "not shown again")))
	testkit.Golden(t, "diagnosis-operation.txt", summary(t, 60, operation, failed(nil, "broken")))
	testkit.Golden(t, "diagnosis-lesson.txt", lesson(60, func(l *console.Lesson) {
		l.Sink(operation)
		l.Sink(check)
	}))
}
