package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"yanhe/backend/docstore"
)

// filing has the size and the keys of a case as it is filed.
type filing struct {
	docstore.Meta
	Keys [12]string `json:"keys"`
	Text string     `json:"text"`
}

var filings = func() *docstore.Definition[filing, *filing] {
	d := docstore.Define[filing]("filings")
	for k := range 9 {
		d.Text(fmt.Sprintf("text%d", k), func(f *filing) string { return f.Keys[k] })
	}
	for k := range 3 {
		d.Int(fmt.Sprintf("number%d", k), func(f *filing) int64 { return int64(len(f.Keys[k])) })
	}
	return d.Index("text0", "text1").Index("text2", "text1").Index("text3", "number0", "text1").Index("text4").
		Index("text5", "text1").Index("text6").Index("text7", "number1").Index("text8", "number2", "text1")
}()

func aFiling(n int64) *filing {
	f := &filing{Meta: docstore.Meta{ID: fmt.Sprintf("%016x%08x", n, n*2654435761%(1<<32))}, Text: strings.Repeat("邻里纠纷，请求调解。", 90)}
	for k := range f.Keys {
		f.Keys[k] = fmt.Sprintf("%d-%d", k, n*2654435761%(1<<(3*k+1)))
	}
	f.Keys[1] = fmt.Sprintf("2026-%010d", n)
	return f
}

func benchEngine(b *testing.B) *docstore.Collection[filing, *filing] {
	b.Helper()
	e := openAt(b, Options{Path: filepath.Join(b.TempDir(), "bench.db")})
	if err := e.Prepare(b.Context(), []docstore.Schema{filings.Schema()}); err != nil {
		b.Fatal(err)
	}
	return filings.On(e)
}

// spread runs fn(0..n-1) on so many goroutines.
func spread(b *testing.B, goroutines int, n int64, fn func(n int64) error) {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for {
				k := next.Add(1) - 1
				if k >= n {
					return
				}
				if err := fn(k); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkInsert(b *testing.B) {
	for _, goroutines := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("writers=%d", goroutines), func(b *testing.B) {
			docs := benchEngine(b)
			b.ResetTimer()
			spread(b, goroutines, int64(b.N), func(n int64) error { return docs.Insert(b.Context(), aFiling(n)) })
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "inserts/s")
		})
	}
}

func filled(b *testing.B, n int64) *docstore.Collection[filing, *filing] {
	b.Helper()
	docs := benchEngine(b)
	spread(b, 64, n, func(n int64) error { return docs.Insert(b.Context(), aFiling(n)) })
	return docs
}

func BenchmarkUpdate(b *testing.B) {
	const size = 5000
	docs := filled(b, size)
	b.ResetTimer()
	spread(b, 64, int64(b.N), func(n int64) error {
		_, err := docs.Update(b.Context(), aFiling(n%size).ID, func(f *filing) error {
			f.Keys[0], f.Text = fmt.Sprint("changed ", n), f.Text+"。"
			return nil
		})
		return err
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}

func BenchmarkRead(b *testing.B) {
	const size = 20000
	docs := filled(b, size)
	for _, goroutines := range []int{1, 8} {
		b.Run(fmt.Sprintf("get/readers=%d", goroutines), func(b *testing.B) {
			b.ReportAllocs()
			spread(b, goroutines, int64(b.N), func(n int64) error {
				_, err := docs.Get(b.Context(), aFiling(n*7919%size).ID)
				return err
			})
		})
		b.Run(fmt.Sprintf("page of 50/readers=%d", goroutines), func(b *testing.B) {
			q := docstore.Query{Where: []docstore.Cond{docstore.Eq("text0", "0-1")}, Sort: []string{"text1"}, Desc: true}
			b.ReportAllocs()
			spread(b, goroutines, int64(b.N), func(int64) error {
				page, err := docs.Find(b.Context(), q)
				if err == nil && len(page.Items) != 50 {
					err = fmt.Errorf("a page of %d", len(page.Items))
				}
				return err
			})
		})
	}
	b.Run("count to 1000", func(b *testing.B) {
		q := docstore.Query{Where: []docstore.Cond{docstore.Eq("text0", "0-1")}}
		for b.Loop() {
			if n, err := docs.Count(b.Context(), q, 1000); err != nil || n != 1000 {
				b.Fatal(n, err)
			}
		}
	})
}

// BenchmarkMemory tells what a process holds after it has written and read, with
// everything that SQLite has allocated besides Go's heap.
func BenchmarkMemory(b *testing.B) {
	const size = 20000
	docs := filled(b, size)
	for b.Loop() {
		err := docs.Each(b.Context(), docstore.Query{}, func(*filing) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/statm")
	var total, resident int
	if err == nil {
		_, err = fmt.Sscan(string(status), &total, &resident)
	}
	if err != nil {
		b.Skip("this system does not tell: ", err)
	}
	b.ReportMetric(float64(resident*os.Getpagesize()>>20), "MB-resident")
}
