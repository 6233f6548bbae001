package term

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"
)

// Size writes a number of bytes for people, in powers of 1000: "312 MB".
func Size(bytes int64) string {
	value, unit := float64(bytes), 0
	for value >= 999.5 && unit < len(units)-1 {
		value, unit = value/1000, unit+1
	}
	if unit > 0 && value < 9.95 {
		return fmt.Sprintf("%.1f %s", value, units[unit])
	}
	return fmt.Sprintf("%.0f %s", value, units[unit])
}

// Took writes a time as a person takes it in: 0.3s, 12s, 1m20s.
func Took(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// Tally is a Writer that only counts the bytes, for io.TeeReader and io.MultiWriter.
type Tally func(n int)

// Write never fails.
func (t Tally) Write(p []byte) (int, error) {
	t(len(p))
	return len(p), nil
}

var units = []string{"B", "kB", "MB", "GB", "TB"}

// rateOver is the time over which a rate is taken, for a line that is written over.
const rateOver = 3 * time.Second

type meter struct {
	// over is the time over which the rate is taken.
	over time.Duration

	mu          sync.Mutex
	done, total int64
	samples     []sample
}

type sample struct {
	at   time.Time
	done int64
}

func (m *meter) count(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done += int64(n)
}

// put says how much is done, and of how much, 0 where that is unknown.
func (m *meter) put(done, total int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done, m.total = done, total
}

// begun says whether anything is known of how far it is.
func (m *meter) begun() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.done > 0 || m.total > 0
}

// look gives how much is done, of how much, and the rate of late in bytes a second.
func (m *meter) look(now time.Time) (done, total int64, rate float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.samples = append(m.samples, sample{now, m.done})
	for len(m.samples) > 2 && now.Sub(m.samples[0].at) > m.over {
		m.samples = m.samples[1:]
	}
	first := m.samples[0]
	if elapsed := now.Sub(first.at).Seconds(); elapsed > 0 {
		rate = float64(m.done-first.done) / elapsed
	}
	return m.done, m.total, rate
}

// figures says how far it is: " 43%  312 MB/720 MB  88 MB/s"; the share is below 0 where it is unknown.
func (m *meter) figures(now time.Time) (text string, share float64) {
	done, total, rate := m.look(now)
	text, share = Size(done), -1
	if total > 0 {
		share = min(1, float64(done)/float64(total))
		text = fmt.Sprintf("%3.0f%%  %s/%s", share*100, text, Size(total))
	}
	if rate > 0 {
		text += "  " + Size(int64(rate)) + "/s"
	}
	return text, share
}

// The least and the most columns of a bar; the columns of figures such as "100%  720 MB/720 MB  90 MB/s".
const leastBar, mostBar, mostFigures = 8, 40, 28

// fit makes a line of a text, which gives way first, a bar where there is room, and figures; 0 columns are no limit.
func (m *meter) fit(text string, columns int, now time.Time) string {
	figures, share := m.figures(now)
	figures = runewidth.FillRight(figures, mostFigures)
	if columns == 0 {
		columns = 120
	}
	room := columns - runewidth.StringWidth(figures) - 4
	if share < 0 || room < leastBar+12 {
		return runewidth.Truncate(text, max(0, room), "…") + "  " + figures
	}
	bar := min(mostBar, max(leastBar, room-runewidth.StringWidth(text)))
	full := int(share * float64(bar))
	return runewidth.Truncate(text, room-bar, "…") + "  " + strings.Repeat("━", full) + strings.Repeat("╌", bar-full) + "  " + figures
}
