package tutorial

import (
	"regexp"
	"strings"
	"time"
	"unicode"
)

var (
	listMark = regexp.MustCompile(`^( {0,6})(?:[-*+]|\d{1,3}[.)])\s+`)
	// cue is a sentence that announces an output.
	cue = regexp.MustCompile(`(?i)\boutputs?\b|\bsimilar to\b|\bresembl|\bshould see\b|\byou('ll| will) see\b|\byou get\b|\breturns?\b|\bresponse\b|\bprints?\b|\bdisplay|\bshows?\b|\blooks? like\b|\bresults?\b|输出|结果|显示|返回|看到|类似`)
	// bareCue is one that says nothing else.
	bareCue = regexp.MustCompile(`(?i)^(the |sample |example |expected )*(output|result|response)s?( (is|are|should be|will be|looks?|should look|resembles?|shows?)( something)?( similar)?( to| like)?( this| the following)?)?\s*[:.]?$|^you (should|will|'ll)( now)? (see|get)( something)?( similar to| like)?( this| the following)?( output)?:?$|^(you should see |this (prints|returns|shows) )?(something )?(similar|like)( to)? this:?$|^(输出|结果|打印结果|查询结果)(应)?(为|类似于|类似|如下|如下所示|类似如下|类似这样|类似以下内容|类似于这样)?[：:。]?$`)
	pause   = regexp.MustCompile(`(?i)(?:\b(?:after|wait)|等)\D{0,30}?(\d{1,3})\s*(second|minute|秒|分)`)
)

// unlist takes list marks and indentation off.
func unlist(text string, by int, last bool) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if n := len(indent(line)); n > 0 {
			lines[i] = line[min(n, by):]
		}
	}
	if !last {
		return strings.Join(lines, "\n")
	}
	for i := len(lines) - 1; i >= 0; i-- {
		if mark := listMark.FindString(lines[i]); mark != "" {
			lines[i] = lines[i][len(mark):]
			break
		}
	}
	return strings.Join(lines, "\n")
}

// paragraphs cuts prose at its empty lines.
func paragraphs(text string) []string {
	var found []string
	for part := range strings.SplitSeq(blankLines.ReplaceAllString(text, "\n\n"), "\n\n") {
		if part = strings.Trim(part, "\n"); strings.TrimSpace(part) != "" {
			found = append(found, part)
		}
	}
	return found
}

var blankLines = regexp.MustCompile(`\n(?:[ \t]*\n)+`)

// lead gives the last paragraph of prose, and what stands before it.
func lead(texts []string) (string, []string) {
	if len(texts) == 0 {
		return "", nil
	}
	return oneLine(texts[len(texts)-1]), texts[:len(texts)-1]
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// title makes a heading of a sentence such as "List the Pods:", and "" of a
// longer text.
func title(sentence string) string {
	sentence = listMark.ReplaceAllString(sentence, "")
	ends := strings.HasSuffix(sentence, ":") || strings.HasSuffix(sentence, "：") || strings.HasSuffix(sentence, ".") || strings.HasSuffix(sentence, "。")
	sentence = strings.Trim(sentence, " :：.。*#`{}")
	if !ends || len([]rune(sentence)) > 70 || sentence == "" || strings.ContainsAny(sentence, ".。|<>[]{}") {
		return ""
	}
	return sentence
}

// patience is how long a text says that one waits.
func patience(text string) time.Duration {
	var longest time.Duration
	for _, m := range pause.FindAllStringSubmatch(text, -1) {
		unit := time.Second
		if strings.EqualFold(m[2], "minute") || m[2] == "分" {
			unit = time.Minute
		}
		longest = max(longest, time.Duration(number(m[1]))*unit)
	}
	return longest
}

// chinese says whether a text is written in Chinese: its Han characters, of
// which a word has about two, are no fewer than a tenth of its letters.
func chinese(all []*block) bool {
	han, letters := 0, 0
	for _, b := range all {
		if b.kind == isFence {
			continue
		}
		for _, r := range b.text {
			if unicode.Is(unicode.Han, r) {
				han++
			}
			if unicode.IsLetter(r) {
				letters++
			}
		}
	}
	return han*10 > letters
}

func chineseText(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
