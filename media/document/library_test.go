package document

// Library reads a PDF in this process, as nothing but a measurement may. It is
// nil where the build has no library.
var Library func(path string) ([]string, error)
