// Package local keeps files in a folder.
package local

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yanhe/backend/blob"
	"yanhe/backend/fault"
)

// Store is a folder of files, spread over 256 folders by a hash of the key: keys
// that sort by time would all begin alike. Each file begins with one line that
// says its media type, so that file and type are one and written at once.
type Store struct{ root string }

const (
	mark     = "yb1 " // begins the first line
	headMost = len(mark) + 100 + 1
	// abandoned is the age at which a half-written file has surely lost its
	// writer; younger ones may belong to another instance on the same folder.
	abandoned = 24 * time.Hour
)

// New makes the folders where they are missing and clears away what a crash left
// half-written.
func New(root string) (*Store, error) {
	s := &Store{root: root}
	if err := os.MkdirAll(s.fresh(), 0o700); err != nil {
		return nil, err
	}
	for i := range 256 {
		err := os.Mkdir(filepath.Join(root, fmt.Sprintf("%02x", i)), 0o700)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	if err := syncFolder(root); err != nil {
		return nil, err
	}
	return s, s.clear()
}

// fresh is the folder of files being written.
func (s *Store) fresh() string { return filepath.Join(s.root, "new") }

func (s *Store) path(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(s.root, fmt.Sprintf("%02x", sum[0]), key)
}

func (s *Store) clear() error {
	files, err := os.ReadDir(s.fresh())
	if err != nil {
		return err
	}
	for _, f := range files {
		info, err := f.Info()
		if err == nil && time.Since(info.ModTime()) > abandoned {
			err = os.Remove(filepath.Join(s.fresh(), f.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Put writes beside, syncs, renames and syncs the folder: after that neither
// kill -9 nor a power cut takes the file away.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, size int64, mime string) error {
	if err := blob.CheckPut(key, size, mime); err != nil {
		return err
	}
	source := blob.Exactly(reader{ctx, r}, size)
	err := s.write(key, io.MultiReader(strings.NewReader(mark+mime+"\n"), source))
	switch {
	case source.Err != nil:
		return source.Err
	case err != nil:
		return blob.ErrUnavailable.Because(err)
	}
	return nil
}

func (s *Store) write(key string, r io.Reader) error {
	f, err := os.CreateTemp(s.fresh(), key+".") // made with 0600
	if err != nil {
		return err
	}
	if _, err = io.Copy(f, r); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), s.path(key))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncFolder(filepath.Dir(s.path(key)))
}

// Open implements blob.Store.
func (s *Store) Open(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	if err := ctx.Err(); err != nil {
		return nil, blob.Info{}, err
	}
	if !blob.ValidKey(key) {
		return nil, blob.Info{}, blob.ErrMissing
	}
	f, err := os.Open(s.path(key))
	if err != nil {
		return nil, blob.Info{}, away(err)
	}
	info, err := head(f, key)
	if err != nil {
		return nil, blob.Info{}, errors.Join(err, f.Close())
	}
	return f, info, nil
}

// head reads the first line and leaves the file at the first byte after it.
func head(f *os.File, key string) (blob.Info, error) {
	stat, err := f.Stat()
	if err != nil {
		return blob.Info{}, away(err)
	}
	line, err := bufio.NewReaderSize(io.LimitReader(f, int64(headMost)), headMost).ReadString('\n')
	mime, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), mark)
	if err != nil || !ok {
		return blob.Info{}, fault.Internalf("blob: the file %s does not begin as it should", key)
	}
	if _, err := f.Seek(int64(len(line)), io.SeekStart); err != nil {
		return blob.Info{}, away(err)
	}
	return blob.Info{Key: key, Size: stat.Size() - int64(len(line)), Mime: mime}, nil
}

// Stat implements blob.Store.
func (s *Store) Stat(ctx context.Context, key string) (blob.Info, error) {
	f, info, err := s.Open(ctx, key)
	if err != nil {
		return blob.Info{}, err
	}
	return info, away(f.Close())
}

// Delete implements blob.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !blob.ValidKey(key) {
		return nil
	}
	err := os.Remove(s.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return away(errors.Join(err, syncFolder(filepath.Dir(s.path(key)))))
}

// away turns an error of the file system into a fault.
func away(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return blob.ErrMissing
	}
	return blob.ErrUnavailable.Because(err)
}

// syncFolder makes names in a folder durable.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// reader stops when its context ends.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
