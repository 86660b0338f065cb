package sqlite

import (
	"context"
	"database/sql"
	"errors"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// code returns SQLite's primary result code of an error, 0 when it has none.
func code(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// asFault turns an error of SQL into one of the port. An ended context wins: its
// interruption shows as many kinds of errors.
func asFault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	if b, ok := err.(broken); ok {
		err = b.cause
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	switch code(err) {
	case lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_CANTOPEN,
		lib.SQLITE_READONLY, lib.SQLITE_NOMEM, lib.SQLITE_PROTOCOL, lib.SQLITE_INTERRUPT, lib.SQLITE_PERM:
		return docstore.ErrUnavailable.Because(err)
	case lib.SQLITE_CONSTRAINT:
		return docstore.ErrExists.Because(err)
	}
	if errors.Is(err, sql.ErrConnDone) || err.Error() == "sql: database is closed" {
		return docstore.ErrUnavailable.Because(err)
	}
	return fault.Wrap(err, "internal")
}

// ofOneWrite tells that an error has undone only the statement it came from, so
// that the transaction around it goes on (sqlite.org/lang_conflict.html, ABORT).
func ofOneWrite(err error) bool {
	var f *fault.Error
	switch code(err) {
	case lib.SQLITE_CONSTRAINT, lib.SQLITE_TOOBIG, lib.SQLITE_MISMATCH:
		return true
	}
	return errors.As(err, &f)
}
