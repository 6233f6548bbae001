package markdown

import (
	"strings"

	extast "github.com/yuin/goldmark/extension/ast"
)

// table sets the rows of a table: in columns where they fit, else each as a line of its cells that is wrapped.
func (s *setter) table(table *extast.Table, first, rest string) {
	rows, widths := s.cells(table)
	room := s.width - columns(first)
	for _, width := range widths {
		room -= width + len(cellGap)
	}
	for i, row := range rows {
		var line []run
		for j, cell := range row {
			if j > 0 {
				line = append(line, run{text: cellGap})
			}
			line = append(line, cell...)
			if room+len(cellGap) >= 0 && j < len(row)-1 {
				line = append(line, run{text: strings.Repeat(" ", widths[j]-columns(plain(cell)))})
			}
		}
		s.running(line, first, rest)
		if first = rest; i == 0 {
			s.line(rest + strings.Repeat("─", max(1, s.width-columns(rest)-max(0, room+len(cellGap)))))
		}
	}
}

const cellGap = "  "

// cells gives the texts of a table, whose first row is its head, and how wide its columns are.
func (s *setter) cells(table *extast.Table) (rows [][][]run, widths []int) {
	widths = make([]int, len(table.Alignments))
	for node := table.FirstChild(); node != nil; node = node.NextSibling() {
		in := style("")
		if node.Kind() == extast.KindTableHeader {
			in = bold
		}
		var row [][]run
		for cell := node.FirstChild(); cell != nil; cell = cell.NextSibling() {
			runs := s.runs(cell, in)
			widths[len(row)] = max(widths[len(row)], columns(plain(runs)))
			row = append(row, runs)
		}
		rows = append(rows, row)
	}
	return rows, widths
}
