package mongo

import (
	"context"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"yanhe/backend/docstore"
)

// Prepare makes what is missing of the collections, lifted fields and indexes, and
// drops indexes that are declared no longer. It looks first and asks for one index
// at a time, so a start that changes nothing writes nothing. Indexes made by hand
// stay, as long as their names do not begin with the collection's name and "_".
func (e *Engine) Prepare(ctx context.Context, schemas []docstore.Schema) error {
	there, err := e.db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return mapError(ctx, err)
	}
	for _, s := range schemas {
		if !slices.Contains(there, s.Name) {
			// Another instance that starts at the same time may be faster.
			if err := e.db.CreateCollection(ctx, s.Name); err != nil && !hasCode(err, codeNamespaceExists) {
				return mapError(ctx, err)
			}
		}
		if err := e.liftFields(ctx, s); err != nil { // before a unique index is made over them
			return err
		}
		if err := e.prepareIndexes(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) prepareIndexes(ctx context.Context, s docstore.Schema) error {
	view := e.db.Collection(s.Name).Indexes()
	present, err := view.ListSpecifications(ctx)
	if err != nil {
		return mapError(ctx, err)
	}
	add, drop := indexChanges(s, present)
	for _, name := range drop {
		if _, err := view.DropOne(ctx, name); err != nil && !hasCode(err, codeIndexNotFound) {
			return mapError(ctx, err)
		}
	}
	for _, ix := range add {
		if _, err := view.CreateOne(ctx, indexModel(ix)); err != nil {
			return mapError(ctx, err)
		}
	}
	return nil
}

// indexChanges compares declared with present indexes. One whose form has changed is dropped and made anew.
func indexChanges(s docstore.Schema, present []*mongo.IndexSpecification) (add []docstore.Index, drop []string) {
	fits := map[string]bool{}
	for _, p := range present {
		i := slices.IndexFunc(s.Indexes, func(ix docstore.Index) bool { return ix.Name == p.Name })
		switch {
		case i >= 0 && sameIndex(s.Indexes[i], p):
			fits[p.Name] = true
		case i >= 0, strings.HasPrefix(p.Name, s.Name+"_"):
			drop = append(drop, p.Name)
		}
	}
	for _, ix := range s.Indexes {
		if !fits[ix.Name] {
			add = append(add, ix)
		}
	}
	return add, drop
}

func sameIndex(ix docstore.Index, p *mongo.IndexSpecification) bool {
	if ix.Unique != (p.Unique != nil && *p.Unique) {
		return false
	}
	elements, err := p.KeysDocument.Elements()
	if err != nil {
		return false
	}
	want := indexPaths(ix)
	return slices.EqualFunc(elements, want, func(e bson.RawElement, path string) bool {
		n, ok := e.Value().AsInt64OK()
		return e.Key() == path && ok && n == 1
	})
}

// indexPaths are the fields of an index, the id last. A unique index leaves the
// id out, or it would be unique for every document.
func indexPaths(ix docstore.Index) []string {
	paths := make([]string, 0, len(ix.Fields)+1)
	for _, f := range ix.Fields {
		paths = append(paths, keyPath(f))
	}
	if ix.Unique {
		return paths
	}
	return append(paths, fieldID)
}

func indexModel(ix docstore.Index) mongo.IndexModel {
	keys := bson.D{}
	for _, path := range indexPaths(ix) {
		keys = append(keys, bson.E{Key: path, Value: 1})
	}
	o := options.Index().SetName(ix.Name)
	if ix.Unique {
		o.SetUnique(true)
	}
	return mongo.IndexModel{Keys: keys, Options: o}
}
