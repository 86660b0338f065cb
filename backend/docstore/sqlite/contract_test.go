package sqlite

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"yanhe/backend/docstore"
	"yanhe/backend/docstore/contract"
)

func openAt(t testing.TB, o Options) *Engine {
	t.Helper()
	e, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) docstore.Engine {
		return openAt(t, Options{Path: filepath.Join(t.TempDir(), "yanhe.db")})
	}, contract.Options{
		CheckPlan: checkPlan,
		Reopen: func(t *testing.T, e docstore.Engine) docstore.Engine {
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			return openAt(t, e.(*Engine).options)
		},
	})
}

// checkPlan wants one step that enters the index by its conditions and gives the
// order as it stands. Only a page of everything may start at an index's end.
func checkPlan(q docstore.EngineQuery, plan []string) error {
	if len(plan) != 1 {
		return errors.New("more than one step: something is sorted or joined")
	}
	bounded := len(q.Equal) > 0 || q.Range != nil || q.From != nil
	switch {
	case !strings.Contains(plan[0], "INDEX"):
		return errors.New("no index")
	case bounded && !strings.HasPrefix(plan[0], "SEARCH "):
		return errors.New("the index is not entered by the conditions")
	case len(q.Index.Fields) == 0 && !strings.Contains(plan[0], "sqlite_autoindex_"):
		return errors.New("not the primary key")
	case strings.Count(plan[0], "?") != marks(q):
		return errors.New("the index is entered by too few conditions")
	}
	return nil
}

// marks counts the values by which the index must be entered.
func marks(q docstore.EngineQuery) int {
	n := len(q.Equal)
	min, max, from := bounds(q)
	if from != nil {
		n += len(from)
	}
	if q.Index.Unique && from != nil {
		n-- // the id is not part of a unique index
	}
	for _, bound := range []any{min, max} {
		if bound != nil {
			n++
		}
	}
	return n
}
