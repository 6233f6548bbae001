// Command record runs a program in a terminal, presses the keys that a file
// says, and writes what could be seen as an SVG that moves by itself.
//
//	go run ./scripts/record [-cols N] [-rows N] [-title TEXT] [-o FILE] KEYS PROGRAM ARGS...
//
// KEYS is a script of terminal.Player; "pause SECONDS" leaves time to read.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"labs.local/labs/internal/testkit/terminal"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

func run() error {
	columns := flag.Int("cols", 80, "columns")
	rows := flag.Int("rows", 28, "rows")
	limit := flag.Duration("limit", 3*time.Minute, "the longest wait for one thing")
	title := flag.String("title", "labs", "what stands above the screen")
	out := flag.String("o", "recording.svg", "the file to write")
	flag.Parse()
	if flag.NArg() < 2 {
		return fmt.Errorf("usage: record [-cols N] [-rows N] [-title TEXT] [-o FILE] KEYS PROGRAM ARGS")
	}
	script, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		return err
	}
	film, err := record(terminal.Options{Columns: *columns, Rows: *rows}, *limit, string(script), flag.Args()[1:])
	if err != nil {
		return err
	}
	picture := draw(film, *columns, *rows, *title)
	fmt.Fprintf(os.Stderr, "%s: %d frames, %s, %d KB\n", *out, len(film), film.length().Round(time.Second), len(picture)/1000)
	return os.WriteFile(*out, []byte(picture), 0o644)
}
