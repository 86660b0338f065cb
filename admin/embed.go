// Package admin carries the built console inside the program.
package admin

import (
	"embed"
	"io/fs"
)

// The folder dist holds what `npm run build` makes; in a fresh clone only an
// empty file, so that the program builds without Node.js.
//
//go:embed all:dist
var dist embed.FS

//go:embed absent
var absent embed.FS

// FS returns the files of the console with index.html at their top. When the
// program was built without the console, that is one page that says so.
func FS() fs.FS { return choose(below(dist, "dist"), below(absent, "absent")) }

func choose(built, otherwise fs.FS) fs.FS {
	if _, err := fs.Stat(built, "index.html"); err != nil {
		return otherwise
	}
	return built
}

func below(files embed.FS, folder string) fs.FS {
	sub, err := fs.Sub(files, folder)
	if err != nil {
		panic(err) // the folder's name is a valid path
	}
	return sub
}
