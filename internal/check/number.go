package check

import (
	"encoding/json"
	"math/big"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"
)

// equal compares two values that are not fields or lists: numbers by what they
// are worth, to the last digit, and quantities where the field has one.
func equal(at path, want, got any) bool {
	a, isNumber := want.(json.Number)
	b, both := got.(json.Number)
	if isNumber && both && sameNumber(a, b) {
		return true
	}
	return want == got || quantityField(at.fields) && sameQuantity(want, got)
}

// longestNumber is the longest that is compared digit by digit, in bytes.
const longestNumber = 400

func sameNumber(a, b json.Number) bool {
	if len(a) > longestNumber || len(b) > longestNumber {
		return a == b
	}
	x, ok := new(big.Rat).SetString(string(a))
	y, both := new(big.Rat).SetString(string(b))
	return ok && both && x.Cmp(y) == 0
}

func sameQuantity(want, got any) bool {
	a, ok := quantity(want)
	b, both := quantity(got)
	return ok && both && a.Cmp(b) == 0
}

func quantity(value any) (resource.Quantity, bool) {
	text, ok := value.(string)
	if number, is := value.(json.Number); is {
		text, ok = string(number), true
	}
	if !ok || len(text) > longestNumber {
		return resource.Quantity{}, false
	}
	q, err := resource.ParseQuantity(text)
	return q, err == nil
}

var (
	// quantityMaps are fields whose values are quantities, by a resource's
	// name or deeper; quantityFields are such that are one themselves.
	quantityMaps   = []string{"limits", "requests", "hard", "used", "capacity", "allocatable", "allocatedResources", "podFixed", "usage"}
	quantityFields = []string{"sizeLimit", "divisor", "averageValue", "maximumVolumeSize", "capacity"}
	// textMaps are fields whose values are texts, whatever their keys.
	textMaps = []string{"labels", "annotations", "matchLabels", "nodeSelector", "data", "stringData", "binaryData"}
)

// quantityField says whether the field at a path has a quantity.
func quantityField(at []string) bool {
	if len(at) == 0 {
		return false
	}
	last := len(at) - 1
	within := func(names []string) bool {
		return slices.ContainsFunc(at[:last], func(name string) bool { return slices.Contains(names, name) })
	}
	return !within(textMaps) && (within(quantityMaps) || slices.Contains(quantityFields, at[last]))
}
