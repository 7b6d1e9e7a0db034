using Microsoft.Data.Sqlite;
using Perdure.Kernel;

namespace Perdure.Store;

/// <content>The rows of checkpoints.</content>
internal sealed partial class Catalog
{
    private const string EntryColumns =
        "id, name, created, root_pid, command, processes, threads, memory_bytes, stored_bytes, unique_bytes";

    /// <summary>All checkpoints, the oldest first.</summary>
    public List<CatalogEntry> List() => Run(() => Query($"SELECT {EntryColumns} FROM images ORDER BY created, rowid", Entry));

    /// <summary>All checkpoints in the order in which they became visible, whatever the clock said then.</summary>
    public List<CatalogEntry> ListByAge() => Run(() => Query($"SELECT {EntryColumns} FROM images ORDER BY rowid", Entry));

    /// <summary>Checkpoints that wait to be compacted, the oldest first.</summary>
    public List<CheckpointId> ListDeferred() =>
        Run(() => Query("SELECT id FROM images WHERE deferred ORDER BY created, rowid", row => new CheckpointId(row.GetString(0))));

    /// <summary>The stem of a checkpoint's image file.</summary>
    public string FileOf(CheckpointId id) =>
        Run(() => Query("SELECT file FROM images WHERE id = $id", row => row.GetString(0), ("$id", id.Value))) is [var file]
            ? file
            : throw NoSuch(id);

    /// <summary>All checkpoints, with the stems of their image files.</summary>
    public List<(CheckpointId Id, string File)> ListFiles() =>
        Run(() => Query("SELECT id, file FROM images", row => (new CheckpointId(row.GetString(0)), row.GetString(1))));

    /// <summary>Whether a checkpoint has this image file.</summary>
    public bool HasFile(string stem) => Run(() => Query("SELECT 1 FROM images WHERE file = $stem", row => row.GetInt32(0), ("$stem", stem))).Count > 0;

    /// <summary>Whether there is this checkpoint.</summary>
    public bool HasId(CheckpointId id) => Run(() => Query("SELECT 1 FROM images WHERE id = $id", row => row.GetInt32(0), ("$id", id.Value))).Count > 0;

    /// <summary>Whether an image file or pack of this stem belongs to a checkpoint.</summary>
    public bool Knows(string stem) => Run(() => Query(
        "SELECT 1 FROM images WHERE file = $stem UNION ALL SELECT 1 FROM packs WHERE name = $stem",
        row => row.GetInt32(0),
        ("$stem", stem))).Count > 0;

    /// <summary>Makes a checkpoint visible: the one moment at which it begins to exist.</summary>
    /// <param name="entry">Its entry.</param>
    /// <param name="file">The stem of its image file.</param>
    /// <param name="table">Its chunks.</param>
    public void Add(CatalogEntry entry, string file, ChunkTable table) => Write(() => Insert(entry, file, table, onlyOwn: true));

    /// <summary>The same for one that comes from elsewhere. False if there is one of its id.</summary>
    public bool TryAdd(CatalogEntry entry, string file, ChunkTable table) => Write(() =>
    {
        if (HasId(entry.Id))
            return false;
        Insert(entry, file, table, onlyOwn: true);
        return true;
    });

    /// <summary>Forgets all checkpoints and knows these instead. Packs that none of them uses become garbage.</summary>
    public void Replace(IReadOnlyList<(CatalogEntry Entry, string File, Func<ChunkTable> Table)> images) => Write(() =>
    {
        foreach (var table in (ReadOnlySpan<string>)["images", "uses", "chunks"])
            Execute($"DELETE FROM {table}");
        foreach (var (entry, file, table) in images)
            Insert(entry, file, table(), onlyOwn: false);
        return Execute("INSERT OR IGNORE INTO garbage (kind, name) SELECT $kind, name FROM packs WHERE number NOT IN (SELECT pack FROM uses)", ("$kind", Garbage.PackKind));
    });

    private int Insert(CatalogEntry entry, string file, ChunkTable table, bool onlyOwn)
    {
        Execute(
            $"INSERT INTO images (file, deferred, {EntryColumns}) "
            + "VALUES ($file, $deferred, $id, $name, $created, $pid, $command, $processes, $threads, $memory, $stored, $unique)",
            ("$file", file), ("$deferred", table.IsDeferred), ("$id", entry.Id.Value), ("$name", entry.Name),
            ("$created", entry.Created.ToUnixTimeMilliseconds()), ("$pid", entry.RootPid), ("$command", entry.Command),
            ("$processes", entry.Processes), ("$threads", entry.Threads), ("$memory", entry.MemoryBytes),
            ("$stored", entry.StoredBytes), ("$unique", entry.UniqueBytes));
        AddUses(entry.Id, table, onlyOwn);
        return 0;
    }

    /// <summary>
    /// Gives a checkpoint another file and other chunks, if it still has the old file; the old file and packs become garbage.
    /// </summary>
    public bool TryReplace(CatalogEntry entry, string oldFile, string file, ChunkTable table) => Write(() =>
    {
        var changed = Execute(
            "UPDATE images SET file = $file, deferred = $deferred, stored_bytes = $stored, unique_bytes = $unique "
            + "WHERE id = $id AND file = $old",
            ("$file", file), ("$deferred", table.IsDeferred), ("$stored", entry.StoredBytes), ("$unique", entry.UniqueBytes),
            ("$id", entry.Id.Value), ("$old", oldFile));
        if (changed == 0)
            return false;
        DropUses(entry.Id, oldFile);
        AddUses(entry.Id, table, onlyOwn: true);
        return true;
    });

    /// <summary>Makes a checkpoint invisible; its file and packs become garbage.</summary>
    public void Remove(CheckpointId id) => Write(() =>
    {
        if (Query("SELECT file FROM images WHERE id = $id", row => row.GetString(0), ("$id", id.Value)) is not [var file])
            throw NoSuch(id);
        Remove(id, file);
        return 0;
    });

    /// <summary>
    /// Makes checkpoints invisible, all at once, those that are gone already aside. False, and nothing is changed, if one of those that were to stay is gone.
    /// </summary>
    public bool TryRemove(IEnumerable<CheckpointId> leaving, IEnumerable<CheckpointId> staying) => Write(() =>
    {
        var files = Query("SELECT id, file FROM images", row => KeyValuePair.Create(new CheckpointId(row.GetString(0)), row.GetString(1))).ToDictionary();
        if (!staying.All(files.ContainsKey))
            return false;
        foreach (var id in leaving.Where(files.ContainsKey))
            Remove(id, files[id]);
        return true;
    });

    private void Remove(CheckpointId id, string file)
    {
        Execute("DELETE FROM images WHERE id = $id", ("$id", id.Value));
        DropUses(id, file);
    }

    private static PerdureException NoSuch(CheckpointId id) => new($"there is no checkpoint {id}", "perdure list shows them all");

    private static CatalogEntry Entry(SqliteDataReader row) => new(
        new CheckpointId(row.GetString(0)),
        row.GetString(1),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
        row.GetInt32(3),
        row.GetString(4),
        row.GetInt32(5),
        row.GetInt32(6),
        row.GetInt64(7),
        row.GetInt64(8),
        row.GetInt64(9));
}
