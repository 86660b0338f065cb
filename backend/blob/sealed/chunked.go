package sealed

import (
	"encoding/binary"
	"io"
)

// chunked gives out a source after turning it chunk by chunk.
type chunked struct {
	source io.Reader
	size   int // bytes of the source in a chunk; the last may have fewer
	turn   func(dst, nonce, chunk []byte) ([]byte, error)

	in, buffer []byte
	ready      []byte // of buffer, not yet given out
	number     uint64
	err        error
}

// Read implements io.Reader.
func (c *chunked) Read(p []byte) (int, error) {
	for len(c.ready) == 0 {
		if c.err != nil {
			return 0, c.err
		}
		c.next()
	}
	n := copy(p, c.ready)
	c.ready = c.ready[n:]
	return n, nil
}

// next turns one more chunk, or sets err.
func (c *chunked) next() {
	if c.in == nil {
		c.in = make([]byte, c.size)
	}
	n, err := io.ReadFull(c.source, c.in)
	if err == io.ErrUnexpectedEOF && n > 0 {
		err = nil // the last chunk; the next call finds the end
	}
	if c.err = err; err != nil {
		return
	}
	var nonce [12]byte
	binary.BigEndian.PutUint64(nonce[4:], c.number)
	c.number++
	c.buffer, c.err = c.turn(c.buffer[:0], nonce[:], c.in[:n])
	if c.err == nil {
		c.ready = c.buffer
	}
}
