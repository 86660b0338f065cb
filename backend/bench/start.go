package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"os"
	"sync/atomic"
	"time"
)

// startRows starts the server on the largest store and reads its memory at rest
// and under load.
func startRows(ctx context.Context, o *Options) ([]Row, error) {
	size := o.Sizes[len(o.Sizes)-1]
	dir, err := o.store(ctx, size)
	if err != nil {
		return nil, err
	}
	st := embedded(dir)
	if err := o.firstStart(ctx, dir, st); err != nil {
		return nil, err
	}
	start := Row{Name: fmt.Sprintf("start-up with %s cases until ready", thousands(size)), Unit: "s", Aim: 3, AtMost: true}
	idle := Row{Name: fmt.Sprintf("memory at rest with %s cases", thousands(size)), Unit: "MB", Aim: 100, AtMost: true}
	for range o.Rounds {
		s, took, err := o.serve(ctx, dir, st)
		if err != nil {
			return nil, err
		}
		start.Values = append(start.Values, took.Seconds())
		if err := rest(ctx, o.Idle); err != nil {
			return nil, errors.Join(err, s.stop())
		}
		now, peak, err := s.memory()
		idle.Values = append(idle.Values, now)
		idle.Note = fmt.Sprintf("VmRSS %s after the start; peak %.0f MB", o.Idle, peak)
		if err := errors.Join(err, s.stop()); err != nil {
			return nil, err
		}
	}
	start.Note = "process start to the first good answer of /readyz; file " + fileSize(st.setting)
	busy, err := o.busyOnCopy(ctx, size)
	return []Row{start, idle, busy}, err
}

// busyOnCopy puts the load on a copy of a store, a new process each round: what
// it writes must not stay in the kept one.
func (o *Options) busyOnCopy(ctx context.Context, size int) (Row, error) {
	row := Row{Name: fmt.Sprintf("memory under load with %s cases", thousands(size)), Unit: "MB", Aim: 300, AtMost: true}
	from, err := o.store(ctx, size)
	if err != nil {
		return row, err
	}
	dir, err := os.MkdirTemp(o.Dir, "busy-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(dir)
	st := embedded(dir)
	if err := copyFile(st.setting, embedded(from).setting); err != nil {
		return row, err
	}
	for round := range o.Rounds {
		peak, note, err := o.busy(ctx, dir, st, round)
		if err != nil {
			return row, err
		}
		row.Values, row.Note = append(row.Values, peak), note
	}
	return row, nil
}

// copyFile copies a store that nobody has open.
func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// firstStart lets the server store its centers and people, which counts for no start.
func (o *Options) firstStart(ctx context.Context, dir string, st storage) error {
	s, took, err := o.serve(ctx, dir, st)
	if err != nil {
		return err
	}
	o.say("  first start, with the seed: %s", took.Round(time.Millisecond))
	return s.stop()
}

// rest waits while the server has nothing to do.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func fileSize(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return "?"
	}
	return fmt.Sprintf("%d MB", info.Size()>>20)
}

// busy reads the peak of memory while some file, some read and a few upload photos.
func (o *Options) busy(ctx context.Context, dir string, st storage, round int) (peak float64, note string, err error) {
	s, _, err := o.serve(ctx, dir, st)
	if err != nil {
		return 0, "", err
	}
	defer s.stop()
	callers, err := o.citizens(ctx, s, fmt.Sprintf("busy%dx", round)) // uploads have a quota for each person
	if err != nil {
		return 0, "", s.explain(err)
	}
	defer hangUp(callers)
	bodies, err := filingBodies(0)
	if err != nil {
		return 0, "", err
	}
	picture, frame, err := photo(o.Photo)
	if err != nil {
		return 0, "", err
	}
	var filed, read, sent atomic.Int64
	long := *o
	long.Spell *= 3
	rate, err := long.spell(ctx, o.Clients, func(worker int) error {
		switch c := callers[worker]; {
		case worker%8 == 0:
			return c.send("POST", "/api/v1/uploads", frame, picture, "", upload(&sent))
		case worker%2 == 0:
			n := int(filed.Add(1))
			return c.post("/api/v1/cases", bodies[n%len(bodies)], fmt.Sprintf("busy-%d-%09d", round, n), want(201))
		default:
			read.Add(1)
			return c.get("/api/v1/me/cases", want(200))
		}
	})
	now, peak, e := s.memory()
	note = fmt.Sprintf("peak of VmRSS (VmHWM); last round: %.0f MB at the end, %.0f requests/s: %d filings, %d lists, %d photos of %d megapixels (%d KB)",
		now, rate, filed.Load(), read.Load(), sent.Load(), o.Photo*o.Photo*3/4/1_000_000, len(picture)>>10)
	return peak, note, s.explain(errors.Join(err, e))
}

// upload counts the photos taken in; a quota that is used up is an answer, too.
func upload(taken *atomic.Int64) func(int, []byte) error {
	return func(status int, body []byte) error {
		switch status {
		case 201:
			taken.Add(1)
			return nil
		case 409, 429:
			return nil
		}
		return want(201)(status, body)
	}
}

// photo makes a picture like a telephone's, and the form it is sent in.
func photo(width int) (body []byte, contentType string, err error) {
	r := rand.New(rand.NewPCG(1, 2))
	picture := image.NewRGBA(image.Rect(0, 0, width, width*3/4))
	for y := range width * 3 / 4 {
		for x := range width {
			grain := uint8(r.IntN(24))
			picture.SetRGBA(x, y, color.RGBA{uint8(x/20) + grain, uint8(y/16) + grain, uint8((x+y)/40) + grain, 255})
		}
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "photo.jpg")
	if err == nil {
		err = jpeg.Encode(part, picture, &jpeg.Options{Quality: 85})
	}
	err = errors.Join(err, w.Close())
	return form.Bytes(), w.FormDataContentType(), err
}
