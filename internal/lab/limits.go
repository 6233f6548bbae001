package lab

// A course may come from anybody: what is read of it is bounded. How many
// steps, operations and checks there may be is said in the schema.
const (
	// maxLabs is the number of labs of a course.
	maxLabs = 200
	// maxSource is the size of a lab file, of a text and of a one-file course, in bytes.
	maxSource = 256 << 10
	// maxFile is the size of any other file, such as a manifest, and maxImageFile of one below images/, in bytes.
	maxFile, maxImageFile = 1 << 20, 64 << 20
	// maxExpanded is the size of a document whose aliases, or of a text whose values, are written out, in bytes.
	maxExpanded = 2 << 20
	// maxDepth is how deep a document nests, maxKeys how many keys one of its mappings has.
	maxDepth, maxKeys = 64, 1000
	// maxSections is the number of sections of a text.
	maxSections = 200
	// maxExpression is the length of a regular expression, in bytes, and of a
	// CEL expression, in characters; maxProgram is the size of what a regular
	// expression is compiled to, in instructions.
	maxExpression, maxProgram = 4096, 10_000
	// maxNamed is the number of files that one command may name, maxNamedSize their size, in bytes.
	maxNamed, maxNamedSize = 500, 16 << 20
	// maxProblems is how many faults are told at once.
	maxProblems = 100
)
