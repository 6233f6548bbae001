package lab

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"

	"labs.local/labs/internal/i18n"
)

// utf8Text gives a file as text: in UTF-8, without a byte order mark. One that
// has the mark of UTF-16 or UTF-32 is converted.
func utf8Text(data []byte) (string, error) {
	for mark, from := range map[string]transform.Transformer{
		"\xff\xfe\x00\x00": utf32.UTF32(utf32.LittleEndian, utf32.UseBOM).NewDecoder(),
		"\x00\x00\xfe\xff": utf32.UTF32(utf32.BigEndian, utf32.UseBOM).NewDecoder(),
	} {
		if bytes.HasPrefix(data, []byte(mark)) {
			text, _, err := transform.Bytes(from, data)
			return checked(text, err)
		}
	}
	text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data)
	return checked(text, err)
}

func checked(text []byte, err error) (string, error) {
	switch {
	case err != nil:
		return "", err
	case !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0:
		return "", i18n.Errorf("is not UTF-8 text\nhint: save the file with UTF-8 encoding")
	}
	return string(text), nil
}
