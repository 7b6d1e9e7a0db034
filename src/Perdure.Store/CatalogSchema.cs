namespace Perdure.Store;

/// <summary>The tables of the catalog.</summary>
internal static class CatalogSchema
{
    /// <summary>SQLite's user_version of a catalog that is whole.</summary>
    public const int Version = 1;

    // file: the stem of the image's file, which changes when it is compacted. garbage: files to remove or packs to look
    // through, once nobody reads or writes; written in the transaction that made them superfluous.
    public const string Text = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS images (
            id TEXT PRIMARY KEY, file TEXT NOT NULL UNIQUE, deferred INTEGER NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
            root_pid INTEGER NOT NULL, command TEXT NOT NULL, processes INTEGER NOT NULL, threads INTEGER NOT NULL,
            memory_bytes INTEGER NOT NULL, stored_bytes INTEGER NOT NULL, unique_bytes INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS packs (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS uses (
            image TEXT NOT NULL, pack INTEGER NOT NULL, PRIMARY KEY (image, pack)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS chunks (
            hash BLOB PRIMARY KEY, codec INTEGER NOT NULL, raw INTEGER NOT NULL, stored INTEGER NOT NULL,
            pack INTEGER NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS chunks_by_pack ON chunks (pack);
        CREATE TABLE IF NOT EXISTS garbage (kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
        """;
}
