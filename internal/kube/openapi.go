package kube

import (
	"maps"
	"path"
	"slices"
	"sync"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/openapi3"
)

// documents are the schemas of a cluster, by group and version, each read when it is
// asked for the first time: it takes a tenth of a second.
type documents struct {
	mu   sync.Mutex
	read map[schema.GroupVersion]map[string]any
}

// schemas gives those of a group's version, as the server publishes them
// (https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3); none where
// it does not.
func (d *documents) schemas(of discovery.OpenAPIV3SchemaInterface, version schema.GroupVersion) map[string]any {
	d.mu.Lock()
	defer d.mu.Unlock()
	if found, ok := d.read[version]; ok {
		return found
	}
	document, err := openapi3.NewRoot(of.OpenAPIV3()).GVSpecAsMap(version)
	if err != nil {
		return nil // the next one may be answered
	}
	components, _ := document["components"].(map[string]any)
	found, _ := components["schemas"].(map[string]any)
	if d.read == nil {
		d.read = map[schema.GroupVersion]map[string]any{}
	}
	d.read[version] = found
	return found
}

// UnknownField gives the first field of a path, such as status, phase, that the kind of
// an object does not have, and the fields that there are in its place. It is "" where
// the kind has them all, or where the server does not say.
func (c *Client) UnknownField(object *unstructured.Unstructured, path []string) (field string, fields []string) {
	kind := object.GroupVersionKind()
	schemas := c.documents.schemas(c.typed.Discovery(), kind.GroupVersion())
	for _, one := range schemas {
		if node, _ := one.(map[string]any); isOf(node, kind) {
			return unknownIn(schemas, node, path)
		}
	}
	return "", nil
}

// isOf says whether a schema is that of a kind.
func isOf(node map[string]any, kind schema.GroupVersionKind) bool {
	kinds, _ := node["x-kubernetes-group-version-kind"].([]any)
	return slices.ContainsFunc(kinds, func(one any) bool {
		is, _ := one.(map[string]any)
		return is["group"] == kind.Group && is["version"] == kind.Version && is["kind"] == kind.Kind
	})
}

// unknownIn goes down a path; a list is as its entries, and what has no properties may have any.
func unknownIn(schemas, node map[string]any, fields []string) (string, []string) {
	node = resolved(schemas, node)
	if items, ok := node["items"].(map[string]any); ok {
		return unknownIn(schemas, items, fields)
	}
	properties, _ := node["properties"].(map[string]any)
	if len(fields) == 0 || len(properties) == 0 || node["x-kubernetes-preserve-unknown-fields"] == true {
		return "", nil
	}
	next, ok := properties[fields[0]].(map[string]any)
	if !ok {
		return fields[0], slices.Sorted(maps.Keys(properties))
	}
	return unknownIn(schemas, next, fields[1:])
}

// resolved follows a reference to another schema, which often is the only one of "allOf".
func resolved(schemas, node map[string]any) map[string]any {
	if all, ok := node["allOf"].([]any); ok && len(all) == 1 {
		node, _ = all[0].(map[string]any)
	}
	reference, ok := node["$ref"].(string)
	if !ok {
		return node
	}
	found, _ := schemas[path.Base(reference)].(map[string]any)
	return resolved(schemas, found)
}
