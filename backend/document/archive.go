package document

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"yanhe/backend/fault"
)

// File is a paper that goes into the archive.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Entry is a line of the archive's manifest.
type Entry struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	// Hash is the SHA-256 of the content, in hexadecimal.
	Hash string `json:"sha256"`
}

// Manifest is the archive's last entry, manifest.json.
const Manifest = "manifest.json"

// Archive streams the whole case file as a ZIP, in order, with a manifest at its end
// by which anybody can prove that no paper was changed. Equal files make equal archives.
func Archive(w io.Writer, files []File, at time.Time) error {
	z := zip.NewWriter(w)
	used := map[string]bool{}
	var list []Entry
	for i, f := range files {
		name := fmt.Sprintf("%02d-%s", i+1, safeName(f.Name))
		if used[name] || name == Manifest {
			return fault.Internalf("document: %s twice", name)
		}
		used[name] = true
		e, err := add(z, name, f, at)
		if err != nil {
			return err
		}
		list = append(list, e)
	}
	raw, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return fault.Wrap(err, "internal")
	}
	m, err := z.CreateHeader(&zip.FileHeader{Name: Manifest, Method: zip.Deflate, Modified: at})
	if err == nil {
		_, err = m.Write(append(raw, '\n'))
	}
	if err == nil {
		err = z.Close()
	}
	return err
}

func add(z *zip.Writer, name string, f File, at time.Time) (e Entry, err error) {
	r, err := f.Open()
	if err != nil {
		return e, err
	}
	defer func() { _ = r.Close() }() // only read from
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	if err != nil {
		return e, err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), r)
	return Entry{Name: name, Size: n, Hash: hex.EncodeToString(sum.Sum(nil))}, err
}

const maxFileName = 80

// safeName leaves of a name what no file system and no program takes for anything else.
func safeName(name string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`/\:*?"<>|`, r), unicode.IsControl(r), r == unicode.ReplacementChar:
			return '_'
		}
		return r
	}, name)
	clean = strings.Trim(clean, ". ")
	if runes := []rune(clean); len(runes) > maxFileName {
		clean = string(runes[:maxFileName])
	}
	if clean == "" {
		return "_"
	}
	return clean
}
