package lab

// Escape writes a text so that it stands for itself where values are put in.
func Escape(text string) string {
	return reference.ReplaceAllStringFunc(text, func(found string) string { return "$" + found })
}
