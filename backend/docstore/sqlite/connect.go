package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"yanhe/backend/fault"
)

const (
	// format is the layout this package writes, kept as SQLite's user_version.
	format = 1
	// pageSize was measured: see BenchmarkInsert.
	pageSize = 4096
	// checkpointPages is the length of the log at which it is written back: 64 MB.
	// Pages that change again and again are then written back once; at 16 MB an insert
	// costs a fifth more.
	checkpointPages = 16384
	// logLimit is what the log file shrinks to after it had to grow.
	logLimit = 128 << 20
	// lockPatience bounds the wait for another process's write.
	lockPatience = 10 * time.Second
)

// touch makes the file with mode 0600, which SQLite gives to its companions, too,
// and returns its full path. It never opens a file that exists: closing it again
// would drop the locks this process may hold on it.
func touch(path string) (string, error) {
	if path == "" {
		return "", errors.New("sqlite: no path")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return path, nil
	}
	if err != nil {
		return "", err
	}
	return path, f.Close()
}

// connect opens a pool whose connections all start with the settings.
func connect(path string, settings url.Values, size int) (*sql.DB, error) {
	settings["_pragma"] = append(settings["_pragma"], "temp_store(MEMORY)", "trusted_schema(0)",
		"mmap_size(0)") // a read error of mapped memory would end the process
	settings.Set("_busy_timeout", strconv.FormatInt(lockPatience.Milliseconds(), 10))
	dsn := url.URL{Scheme: "file", Path: path, RawQuery: settings.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

func writing(o Options) url.Values {
	return url.Values{"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_pragma": {
		fmt.Sprintf("page_size(%d)", pageSize),
		fmt.Sprintf("cache_size(%d)", -o.CacheKiB),
		fmt.Sprintf("wal_autocheckpoint(%d)", checkpointPages),
		fmt.Sprintf("journal_size_limit(%d)", logLimit),
	}}
}

func reading(o Options) url.Values {
	return url.Values{"_query_only": {"1"}, "_pragma": {fmt.Sprintf("cache_size(%d)", -o.CacheKiB/4)}}
}

// settle checks that the file is ours and durable, and makes the engine's own tables.
func settle(ctx context.Context, c *sql.Conn) error {
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2"} {
		var got string
		if err := c.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return err
		}
		if got != want {
			return fault.Internalf("sqlite: %s is %s, not %s: is the folder on a network file system?", pragma, got, want)
		}
	}
	var made int
	if err := c.QueryRowContext(ctx, "PRAGMA user_version").Scan(&made); err != nil {
		return err
	}
	if made > format {
		return fault.Internalf("sqlite: the file has format %d, this program knows up to %d", made, format)
	}
	_, err := c.ExecContext(ctx, `BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS _collections (name TEXT PRIMARY KEY, fields TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS _changes (seq INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL);
PRAGMA user_version = `+strconv.Itoa(format)+`;
COMMIT`)
	return err
}
