// Command pairs times two shell commands in turn and prints the median of
// each and of their ratios. It ends with 1 where a bar is missed.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

type sample struct {
	seconds float64
	// mebibytes is the peak resident memory of the largest process.
	mebibytes float64
}

func main() {
	runs := flag.Int("runs", 3, "counted runs of each command, after one that is not")
	a, afterA := flag.String("a", "", "the command"), flag.String("after-a", "", "what undoes it, not timed")
	b, afterB := flag.String("b", "", "the command it is compared with"), flag.String("after-b", "", "what undoes that")
	bar := flag.Float64("bar", 0, "the ratio a/b may be at most this")
	memory := flag.Float64("memory", 0, "a may use at most this many MiB")
	seconds := flag.Float64("seconds", 0, "a may take at most this long")
	flag.Parse()

	var as, bs []sample
	for i := range *runs + 1 {
		sampleA, sampleB := timed(*a, *afterA), timed(*b, *afterB)
		if i > 0 {
			as, bs = append(as, sampleA), append(bs, sampleB)
		}
	}
	show("a", *a, as)
	ok := hold("seconds", median(as, sample.time), *seconds) && hold("MiB", median(as, sample.memory), *memory)
	if *b != "" {
		ratios := make([]float64, len(as))
		for i := range as {
			ratios[i] = as[i].seconds / bs[i].seconds
		}
		show("b", *b, bs)
		slices.Sort(ratios)
		fmt.Printf("   a/b %.2f (%.2f to %.2f)\n", ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1])
		ok = hold("ratio", ratios[len(ratios)/2], *bar) && ok
	}
	if !ok {
		os.Exit(1)
	}
}

// timed runs a command by sh; one that fails ends everything.
func timed(line, after string) sample {
	if line == "" {
		return sample{}
	}
	started := time.Now()
	state := run(line)
	took := time.Since(started)
	if after != "" {
		run(after)
	}
	usage := state.SysUsage().(*syscall.Rusage)
	return sample{took.Seconds(), float64(usage.Maxrss) / 1024}
}

func run(line string) *os.ProcessState {
	command := exec.Command("sh", "-c", line)
	output, err := command.CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n%s", line, err, output)
		os.Exit(2)
	}
	return command.ProcessState
}

func (s sample) time() float64   { return s.seconds }
func (s sample) memory() float64 { return s.mebibytes }

func median(samples []sample, of func(sample) float64) float64 {
	values := make([]float64, len(samples))
	for i, s := range samples {
		values[i] = of(s)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func show(name, line string, samples []sample) {
	fmt.Printf("   %s   %.2fs, %.0f MiB   %s\n", name, median(samples, sample.time), median(samples, sample.memory), line)
}

// hold says so where a figure is over its bar; 0 is no bar.
func hold(unit string, figure, bar float64) bool {
	if bar > 0 && figure > bar {
		fmt.Printf("   MISSED: %.2f %s, the bar is %.2f\n", figure, unit, bar)
		return false
	}
	return true
}
