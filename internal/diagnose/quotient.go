package diagnose

import (
	"context"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"labs.local/labs/internal/i18n"
)

// The divisors that the API server takes, and how it divides
// (https://kubernetes.io/docs/tasks/inject-data-application/downward-api-volume-expose-pod-information/).
var (
	cpuDivisors  = []string{"1m", "1"}
	byteDivisors = []string{"1", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei", "1k", "1M", "1G", "1T", "1P", "1E"}
)

func isCPU(of string) bool { return strings.HasSuffix(of, ".cpu") }

// divide gives the quotient, rounded up, and whether it is exact; CPU counts in thousandths.
func divide(q, divisor resource.Quantity, cpu bool) (quotient int64, exact bool) {
	dividend, by := q.Value(), divisor.Value()
	if cpu {
		dividend, by = q.MilliValue(), divisor.MilliValue()
	}
	if by == 0 {
		return 0, false
	}
	quotient = dividend / by
	if quotient*by == dividend {
		return quotient, true
	}
	return quotient + 1, false
}

// division is what a resourceFieldRef makes of a container's resource.
type division struct {
	name, resource string
	value, divisor resource.Quantity
	container      *corev1.Container
}

// division reads a reference of a container, or of the one that it names.
func (s *scene) division(ctx context.Context, name string, ref *corev1.ResourceFieldSelector, c *corev1.Container) *division {
	if ref.ContainerName != "" {
		c = containerOf(s.pod, ref.ContainerName)
	}
	if c == nil {
		return nil
	}
	d := &division{name: name, resource: ref.Resource, divisor: ref.Divisor, container: c}
	if d.divisor.IsZero() {
		d.divisor = resource.MustParse("1")
	}
	var set bool
	if d.value, set = amount(c, ref.Resource); !set && strings.HasPrefix(ref.Resource, "limits.") {
		if node := get[corev1.Node](ctx, s.Cluster, "node/"+s.pod.Spec.NodeName, ""); node != nil { // the default
			d.value = node.Status.Allocatable[corev1.ResourceName(strings.TrimPrefix(ref.Resource, "limits."))]
		}
	}
	return d
}

// amount gives what a container has of a resource such as "limits.cpu".
func amount(c *corev1.Container, name string) (q resource.Quantity, set bool) {
	kind, of, _ := strings.Cut(name, ".")
	list := c.Resources.Limits
	if kind == "requests" {
		list = c.Resources.Requests
	}
	q, set = list[corev1.ResourceName(of)]
	return q, set
}

// explain says how another number than the wanted one came about, and with remedy what
// would give that.
func (d *division) explain(want string, remedy bool) i18n.Message {
	wanted, err := strconv.ParseInt(want, 10, 64)
	got, exact := divide(d.value, d.divisor, isCPU(d.resource))
	if err != nil || got == wanted {
		return i18n.Message{}
	}
	sum := i18n.Text("%s is %s / divisor = %s / %s = %d", d.name, d.resource, text(d.value), text(d.divisor), got)
	if !exact {
		sum = i18n.Text("%s is %s / divisor = %s / %s = %d, rounded up", d.name, d.resource, text(d.value), text(d.divisor), got)
	}
	if !remedy {
		return sum
	}
	return d.remedy(sum, wanted)
}

// remedy looks for another divisor, resource or amount that would give the number.
func (d *division) remedy(sum i18n.Message, wanted int64) i18n.Message {
	if divisor := divisorFor(d.value, d.resource, wanted); divisor != "" {
		return i18n.Text("%v; to get %d, use divisor %s", sum, wanted, divisor)
	}
	for _, other := range d.others() {
		value, _ := amount(d.container, other)
		if got, _ := divide(value, d.divisor, isCPU(other)); got == wanted {
			return i18n.Text("%v; %d would be %s (%s) with the same divisor", sum, wanted, other, text(value))
		}
		if divisor := divisorFor(value, other, wanted); divisor != "" {
			return i18n.Text("%v; %d would be %s (%s) with divisor %s", sum, wanted, other, text(value), divisor)
		}
	}
	return i18n.Text("%v; to get %d, container %s needs %s = %s", sum, wanted, d.container.Name, d.resource, d.times(wanted))
}

// others are the other resources that the container has, those of the same kind first.
func (d *division) others() []string {
	var alike, others []string
	_, of, _ := strings.Cut(d.resource, ".")
	for _, name := range resourceFields {
		switch _, set := amount(d.container, name); {
		case !set || name == d.resource:
		case strings.HasSuffix(name, "."+of):
			alike = append(alike, name)
		default:
			others = append(others, name)
		}
	}
	return append(alike, others...)
}

func divisorFor(value resource.Quantity, of string, wanted int64) string {
	divisors := byteDivisors
	if isCPU(of) {
		divisors = cpuDivisors
	}
	for _, divisor := range divisors {
		if got, exact := divide(value, resource.MustParse(divisor), isCPU(of)); got == wanted && (exact || wanted > 1) {
			return divisor
		}
	}
	return ""
}

// times gives the amount whose quotient is the number.
func (d *division) times(wanted int64) string {
	if isCPU(d.resource) {
		return resource.NewMilliQuantity(wanted*d.divisor.MilliValue(), resource.DecimalSI).String()
	}
	return resource.NewQuantity(wanted*d.divisor.Value(), d.value.Format).String()
}
