package markdown_test

import (
	"fmt"
	"strings"
	"testing"

	"labs.local/labs/internal/markdown"
	"labs.local/labs/internal/testkit"
)

// everything is a text with all that Markdown has.
const everything = "# 标题 `code`\n\nFirst line\nand second, *leaning* and **heavy \\* `bold code`**, &lt;escaped&gt;.\\\nAfter a break. 中文的\n下一行 (https://example.org/a_long_path/of/many-parts?and=a&query=too).\n\n" +
	"> A quote that is longer than the terminal is wide, so that it goes on.\n>\n> - with a list\n\n" +
	"9. nine, which is longer than the terminal is wide\n10. ten\n    - deep, and this one is longer than the terminal too\n\n      a paragraph of it\n\n" +
	"[a link](https://example.org) <https://example.org> ![image](picture.svg) <b>raw</b>\n\n---\n\n" +
	"| name | meaning |\n| --- | --- |\n| `a` | one |\n| bbb | **two** |\n\n" +
	"```sh\nkubectl get pods --output name --namespace kube-system\n\n\tindented by a tab that makes it wide\nCONTAINER_CPU_LIMIT_MILLICORES_THAT_IS_WIDE=500\n```\n\n<p>\nblock\n</p>\n"

func TestEverythingThatMarkdownHas(t *testing.T) {
	for _, width := range []int{0, 20, 40} {
		testkit.Golden(t, fmt.Sprintf("markdown-%d.txt", width), markdown.Render(everything, markdown.Options{Width: width})+"\n")
	}
	testkit.Golden(t, "markdown-colour.txt", strings.ReplaceAll(markdown.Render(everything, markdown.Options{Width: 40, Color: true})+"\n", "\x1b", "ESC"))
}

func BenchmarkRender(b *testing.B) {
	for b.Loop() {
		markdown.Render(everything, markdown.Options{Width: 80, Color: true})
	}
}
