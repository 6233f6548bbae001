package diagnose

// walk visits each object of a tree, those outside first.
func walk(tree any, visit func(map[string]any)) {
	switch node := tree.(type) {
	case map[string]any:
		visit(node)
		for _, below := range node {
			walk(below, visit)
		}
	case []any:
		for _, below := range node {
			walk(below, visit)
		}
	}
}

// names gives those of the objects of a tree that are wanted.
func names(tree any, wanted func(map[string]any) bool) (found []string) {
	walk(tree, func(node map[string]any) {
		if name := nameOf(node); name != "" && wanted(node) {
			found = append(found, name)
		}
	})
	return found
}
