package linear

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"yanhe/backend/triage/internal/reading"
)

// magic begins a model file; its last byte is the format's version.
const magic = "YHTRIAGE1"

// ErrStale means that the model was trained with other word lists.
var ErrStale = errors.New("the model was trained with other word lists: run go generate ./backend/triage")

// block is a run of rows that share the scales of their quantised weights.
type block struct{ from, to, first, end int32 }

func (l *Layout) blocks() []block {
	return []block{
		{0, l.EndsAt, 0, NumOut},
		{l.EndsAt, l.WordsAt, FirstKind, High},
		{l.WordsAt, l.ClosingAt, 0, NumOut},
		{l.ClosingAt, l.CuesAt, FirstKind, High},
		{l.CuesAt, l.Total, 0, NumOut},
	}
}

// Bytes writes a model: header, keys in order, and one byte per weight with a
// scale for each block and output.
func (m *Model) Bytes() []byte {
	var b bytes.Buffer
	b.WriteString(magic)
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) } // a buffer takes everything
	put(reading.Fingerprint())
	put(uint32(len(m.Layout.Grams)))
	put(uint32(len(m.Layout.Ends)))
	put(sortedKeys(m.Layout.Grams))
	put(sortedKeys(m.Layout.Ends))
	put(m.Bias)
	put([]float32{m.HighFrom, m.TypeSharpness, m.KindSharpness})
	for _, block := range m.Layout.blocks() {
		for o := block.first; o < block.end; o++ {
			m.putColumn(&b, block, o)
		}
	}
	return b.Bytes()
}

func sortedKeys(rows map[uint32]int32) []uint32 {
	keys := make([]uint32, 0, len(rows))
	for key := range rows {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (m *Model) putColumn(b *bytes.Buffer, block block, o int32) {
	top := float32(0)
	for row := block.from; row < block.to; row++ {
		top = max(top, float32(math.Abs(float64(m.Weights[row][o]))))
	}
	scale := top / math.MaxInt8
	_ = binary.Write(b, binary.LittleEndian, scale)
	for row := block.from; row < block.to; row++ {
		q := int8(0)
		if scale > 0 {
			q = int8(math.Round(float64(m.Weights[row][o] / scale)))
		}
		b.WriteByte(byte(q))
	}
}

// Parse reads what Bytes wrote.
func Parse(file []byte) (*Model, error) {
	r := bytes.NewReader(file)
	head := make([]byte, len(magic))
	if _, err := r.Read(head); err != nil || string(head) != magic {
		return nil, fmt.Errorf("not a model of triage: %q", head)
	}
	var failed error
	get := func(v any) { failed = errors.Join(failed, binary.Read(r, binary.LittleEndian, v)) }
	var fingerprint uint64
	var numGrams, numEnds uint32
	get(&fingerprint)
	get(&numGrams)
	get(&numEnds)
	if failed != nil || int(numGrams)+int(numEnds) > len(file) {
		return nil, fmt.Errorf("model of triage is cut short: %w", failed)
	}
	if fingerprint != reading.Fingerprint() {
		return nil, ErrStale
	}
	grams, ends := make([]uint32, numGrams), make([]uint32, numEnds)
	get(grams)
	get(ends)
	m := &Model{Layout: NewLayout(grams, ends)}
	settings := make([]float32, 3)
	get(&m.Bias)
	get(settings)
	m.HighFrom, m.TypeSharpness, m.KindSharpness = settings[0], settings[1], settings[2]
	m.Weights = make([][NumOut]float32, m.Layout.Total)
	for _, block := range m.Layout.blocks() {
		column := make([]int8, block.to-block.from)
		for o := block.first; o < block.end; o++ {
			var scale float32
			get(&scale)
			get(column)
			for i, q := range column {
				m.Weights[block.from+int32(i)][o] = float32(q) * scale
			}
		}
	}
	if failed != nil || r.Len() > 0 {
		return nil, fmt.Errorf("model of triage: %d bytes too many: %w", r.Len(), failed)
	}
	return m, nil
}
