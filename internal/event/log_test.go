package event_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	"labs.local/labs/internal/event"
	"labs.local/labs/internal/lab"
	"labs.local/labs/internal/testkit"
)

// kinds gives the types and numbers of some entries.
func kinds(entries []event.Entry) string {
	var kinds []string
	for _, e := range entries {
		kinds = append(kinds, fmt.Sprintf("%d %s", e.Number, strings.TrimPrefix(fmt.Sprintf("%T", e.Event), "event.")))
	}
	return strings.Join(kinds, ", ")
}

func TestAReaderBeginsAnywhereAndWaitsForMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := event.NewLog()
		log.Add(event.LessonShown{})
		log.Add(event.Working{})
		all, err := log.Read(t.Context(), 0)
		testkit.Must(t, err)
		testkit.Equal(t, kinds(all), "1 LessonShown, 2 Working")
		rest, err := log.Read(t.Context(), 1)
		testkit.Must(t, err)
		testkit.Equal(t, kinds(rest), "2 Working")
		read := make(chan string, 1)
		go func() {
			more, err := log.Read(context.Background(), 2)
			read <- fmt.Sprint(kinds(more), err)
		}()
		synctest.Wait()
		testkit.Equal(t, len(read), 0)
		log.Add(event.ActionDeclined{})
		testkit.Equal(t, <-read, "3 ActionDeclined<nil>")

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = log.Read(ctx, 3)
		testkit.Equal(t, errors.Is(err, context.Canceled), true)
		log.Close()
		_, err = log.Read(t.Context(), 3)
		testkit.Equal(t, errors.Is(err, io.EOF), true)
		rest, err = log.Read(t.Context(), 2)
		testkit.Must(t, err)
		testkit.Equal(t, kinds(rest), "3 ActionDeclined")
	})
}

// A learner sits at a task that is graded again and again, while a reader is away.
func TestAReaderThatIsTooLateIsGivenTheState(t *testing.T) {
	log := event.NewLog()
	log.Add(event.ProgressChanged{})
	log.Add(event.LessonShown{})
	log.Add(event.CommandsShown{})
	log.Add(event.ActionsOffered{})
	log.Add(event.ActionTaken{})
	log.Add(event.LessonShown{Index: 1})
	log.Add(event.TaskGraded{})
	log.Add(event.ActionsOffered{})
	for range 1000 {
		log.Add(event.Working{})
	}
	entries, err := log.Read(t.Context(), 2)
	testkit.Must(t, err)
	testkit.Equal(t, kinds(entries[:6]), "8 Missed, 1 ProgressChanged, 6 LessonShown, 7 TaskGraded, 8 ActionsOffered, 9 Working")
	testkit.Equal(t, entries[0].Event.(event.Missed), event.Missed{From: 3, To: 8})
	testkit.Equal(t, []uint64{entries[len(entries)-1].Number, uint64(len(entries))}, []uint64{1008, 1005})
}

func TestALogIsBoundedHoweverMuchIsPrinted(t *testing.T) {
	log, output := event.NewLog(), strings.Repeat("x", 1<<20)
	for range 100 {
		log.Add(event.OperationFinished{Lab: &lab.Lab{}, Output: output})
		log.Add(event.StepFinished{Evidence: []event.Evidence{{Text: output}}})
	}
	entries, err := log.Read(t.Context(), 0)
	testkit.Must(t, err)
	testkit.Equal(t, kinds(entries[:2]), "184 Missed, 185 OperationFinished")
	testkit.Equal(t, len(entries), 17)
}
