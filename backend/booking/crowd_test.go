package booking

import (
	"fmt"
	"sync"
	"testing"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
)

// TestCrowd lets 64 people ask at once for a few times on the embedded engine.
func TestCrowd(t *testing.T) {
	for _, c := range []struct {
		name   string
		rooms  int
		shared string // the other side of all cases
		wish   func(w *world, i int) (mediator int, p Place)
		slots  int
	}{
		{"one room, two times, each of two lengths", 1, "", func(w *world, i int) (int, Place) { return i % 8, w.at(0, 1, 9+i%2, 0, 2-i%4/2) }, 2},
		{"a mediator in many rooms", 64, "", func(w *world, i int) (int, Place) { return 0, w.at(i, 1, 9, 0, 2) }, 1},
		{"a party in many rooms", 64, "13900000001", func(w *world, i int) (int, Place) { return i, w.at(i, 1, 9, 0, 2) }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := stored(t, c.rooms, 64)
			cases := make([]*dispute.Case, 64)
			for i := range cases {
				cases[i] = w.file(fmt.Sprintf("citizen-%d", i), c.shared)
			}
			won := make([]*Appointment, len(cases))
			var wait sync.WaitGroup
			for i, of := range cases {
				mediator, p := c.wish(w, i)
				wait.Go(func() {
					var err error
					if won[i], err = w.ask(of, mediator, p); err != nil && !fault.Is(err, fault.Conflict) {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			winners := 0
			for _, a := range won {
				if a != nil {
					winners++
				}
			}
			if winners != c.slots {
				t.Errorf("%d won %d times", winners, c.slots)
			}
			w.check(t) // no sweeper was needed
		})
	}
}

// TestTwoTaps sends the same request many times at once.
func TestTwoTaps(t *testing.T) {
	w := stored(t, 1, 1)
	c := w.file("wang", "13900000001")
	ids := make([]string, 16)
	var wait sync.WaitGroup
	for i := range ids {
		wait.Go(func() {
			a, err := w.ask(c, 0, w.at(0, 1, 9, 0, 2))
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = a.ID
		})
	}
	wait.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("%s and %s", id, ids[0])
		}
	}
	w.check(t)
}

// BenchmarkContested lets 64 clients ask for 1,000 times of 25 rooms, three clients
// for each time, and reports bookings a second.
func BenchmarkContested(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		const slots, rivals, clients, rooms = 1000, 3, 64, 25
		w := stored(b, rooms, rooms)
		type wish struct {
			of *dispute.Case
			p  Place
			m  int
		}
		queue := make(chan wish, slots*rivals)
		for r := range rivals {
			for i := range slots {
				day := []int{1, 2, 3, 4, 7, 8, 9, 10}[i/rooms%8]
				queue <- wish{w.file(fmt.Sprintf("citizen-%d-%d", r, i), ""), w.at(i%rooms, day, []int{9, 10, 11, 14, 15}[i/rooms/8], 0, 2), i % rooms}
			}
		}
		close(queue)
		var won sync.Map
		b.StartTimer()
		var wait sync.WaitGroup
		for range clients {
			wait.Go(func() {
				for q := range queue {
					a, err := w.ask(q.of, q.m, q.p)
					if err == nil {
						won.Store(a.ID, true)
					} else if !fault.Is(err, fault.Conflict) {
						b.Error(err)
					}
				}
			})
		}
		wait.Wait()
		b.StopTimer()
		n := 0
		won.Range(func(any, any) bool { n++; return true })
		if n != slots {
			b.Errorf("%d of %d times won", n, slots)
		}
		w.check(b)
		b.StartTimer()
	}
	b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "bookings/s")
}
