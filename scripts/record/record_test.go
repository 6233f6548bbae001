package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"labs.local/labs/internal/testkit"
	"labs.local/labs/internal/testkit/terminal"
)

// shot records a program of the shell.
func shot(t *testing.T, script, program string) film {
	t.Helper()
	f, err := record(terminal.Options{Columns: 20, Rows: 4}, 10*time.Second, script, []string{"sh", "-c", program})
	testkit.Must(t, err)
	return f
}

// texts gives what a picture says, and demands that it is XML.
func texts(t *testing.T, picture string) (texts []string) {
	t.Helper()
	for decoder := xml.NewDecoder(strings.NewReader(picture)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		testkit.Must(t, err)
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "text" {
			var text string
			testkit.Must(t, decoder.DecodeElement(&text, &start))
			texts = append(texts, text)
		}
	}
}

func TestAPictureSaysWhatWasSeen(t *testing.T) {
	f := shot(t, "expect b\npause 1\ntype x\\n\nexit 0", `printf '\033[1;31ma<b>\033[m 环境 ✓ c\n'; read x; seq 1 5`)
	picture := draw(f, 20, 4, "title & more")
	testkit.Equal(t, texts(t, picture), []string{"title & more", "a<b>", "环境", "✓", "c", "x", "3", "4", "5"}) // 1 and 2 were gone at once
	for _, part := range []string{
		`<text x="0" y="14" textLength="33.6" fill="#f47067" font-weight="bold">a&lt;b&gt;</text>`,
		`<text x="42" y="14" textLength="33.6">环境</text>`,
		`<text x="84" y="14" textLength="8.4">✓</text>`,
		"transform:translate(0px,-76px);animation:scroll", // the end, where nothing moves
	} {
		if !strings.Contains(picture, part) {
			t.Errorf("no %s in\n%s", part, picture)
		}
	}
}

func TestALongWaitIsShortAndAPauseIsLong(t *testing.T) {
	start := time.Unix(0, 0)
	at := func(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }
	c := &camera{times: []time.Time{start}, stretches: []stretch{
		{at(1), at(11), time.Second},  // ten seconds of waiting
		{at(12), at(13), time.Minute}, // a pause
		{at(13), at(14), time.Second}, // a wait that is short as it is
	}}
	for moment, want := range map[float64]float64{0.5: 0.5, 6: 1.5, 11: 2, 12.5: 3.5, 13: 63, 13.5: 63.5, 15: 65} {
		testkit.Equal(t, c.shown(at(moment)).Seconds(), want)
	}
}

func TestWhatLooksTheSameIsOneFrame(t *testing.T) {
	f := shot(t, "exit 0", `for i in 1 2 3 4 5 6 7 8 9; do printf '\ra'; sleep 0.07; done`)
	if len(f) > 2 {
		t.Errorf("%d frames", len(f))
	}
}

func TestTheFaultOfAScriptIsTold(t *testing.T) {
	_, err := record(terminal.Options{}, time.Second, "expect never", []string{"true"})
	if err == nil || !strings.Contains(err.Error(), "line 1: expect never") {
		t.Errorf("got %v", err)
	}
}
