package schedule

import (
	"context"
	"slices"
	"sync"

	corev1 "k8s.io/api/core/v1"
)

// Queue lets labs run at the same time as far as there are places for them,
// the nodes have what their Pods request, and none needs a name that another
// has.
type Queue struct {
	places int
	// room is what the cluster has for all labs together; what is not in it is not bounded.
	room Resources

	mu               sync.Mutex
	running, waiting []*turn
}

// turn is that of one lab; it runs once begun is closed.
type turn struct {
	Requirements
	begun chan struct{}
}

// NewQueue makes a queue for so many labs at the same time, in a cluster whose
// nodes have this much left; none where nobody knows.
func NewQueue(places int, nodes []corev1.ResourceList) *Queue {
	room := Resources{}
	for _, node := range nodes {
		room.add(resources(node), 1)
	}
	return &Queue{places: places, room: room}
}

// Enter waits until a lab may run, and gives what ends its turn.
func (q *Queue) Enter(ctx context.Context, d Requirements) (leave func(), err error) {
	return q.Join(d)(ctx)
}

// Join has a lab wait from now on, behind those that joined before, and gives what Enter does.
func (q *Queue) Join(d Requirements) (enter func(ctx context.Context) (leave func(), err error)) {
	t := &turn{d, make(chan struct{})}
	q.mu.Lock()
	q.waiting = append(q.waiting, t)
	q.admit()
	q.mu.Unlock()
	leave := sync.OnceFunc(func() { q.leave(t) })
	return func(ctx context.Context) (func(), error) {
		select {
		case <-t.begun:
			return leave, nil
		case <-ctx.Done():
			leave()
			return nil, ctx.Err()
		}
	}
}

func (q *Queue) leave(t *turn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	is := func(other *turn) bool { return other == t }
	q.running, q.waiting = slices.DeleteFunc(q.running, is), slices.DeleteFunc(q.waiting, is)
	q.admit()
}

// admit begins the turns that can begin, in the order in which they came. One
// that waits for a name is overtaken, by those that do not need it; one that
// waits for a place or for room is not, or it might wait for ever.
func (q *Queue) admit() {
	ahead := slices.Clone(q.running)
	var left []*turn
	for i, t := range q.waiting {
		ahead = append(ahead, t)
		if slices.ContainsFunc(ahead[:len(ahead)-1], t.sharesName) {
			left = append(left, t)
			continue
		}
		if !q.fits(t) {
			left = append(left, q.waiting[i:]...)
			break
		}
		q.running = append(q.running, t)
		close(t.begun)
	}
	q.waiting = left
}

func (t *turn) sharesName(other *turn) bool {
	return slices.ContainsFunc(t.Names, func(name string) bool { return slices.Contains(other.Names, name) })
}

// fits says whether a lab can run beside those that do. One always can where none does.
func (q *Queue) fits(t *turn) bool {
	if len(q.running) == 0 {
		return true
	}
	if len(q.running) >= q.places || t.Alone || q.running[0].Alone {
		return false
	}
	sum := Resources{}
	sum.add(t.Requests, 1)
	for _, other := range q.running {
		sum.add(other.Requests, 1)
	}
	return sum.within(q.room)
}
