using Microsoft.Data.Sqlite;
using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <content>The rows of packs and chunks.</content>
internal sealed partial class Catalog
{
    /// <summary>
    /// Where a chunk of this identity lies already, if it does. The caller holds the store's use lock, so it stays there.
    /// </summary>
    public ChunkPlace? FindChunk(ChunkHash hash, Codec codec, int rawLength, int storedLength) => Run(() =>
    {
        _findChunk ??= Command(
            "SELECT packs.name, position FROM chunks JOIN packs ON number = pack "
            + "WHERE hash = $hash AND codec = $codec AND raw = $raw AND stored = $stored",
            [("$hash", Array.Empty<byte>()), ("$codec", 0), ("$raw", 0), ("$stored", 0)]);
        _findChunk.Parameters[0].Value = hash.ToBytes();
        _findChunk.Parameters[1].Value = (int)codec;
        _findChunk.Parameters[2].Value = rawLength;
        _findChunk.Parameters[3].Value = storedLength;
        using var reader = _findChunk.ExecuteReader();
        return reader.Read() ? new ChunkPlace(reader.GetString(0), reader.GetInt64(1)) : (ChunkPlace?)null;
    });

    /// <summary>What is to be removed, or to be looked through: images first.</summary>
    public List<Garbage> ListGarbage() =>
        Run(() => Query("SELECT kind, name FROM garbage ORDER BY kind, name", row => new Garbage(row.GetString(0), row.GetString(1))));

    /// <summary>These files are gone.</summary>
    public void Forget(string kind, IEnumerable<string> names) => Write(() =>
    {
        foreach (var name in names)
            Forget(kind, name);
        return 0;
    });

    /// <summary>
    /// A pack was looked through for these users. False if a checkpoint that used it has been deleted since: its wish to have the pack looked through
    /// fell together with the one that is forgotten here.
    /// </summary>
    public bool TryForgetPack(string pack, IReadOnlyList<string> users) => Write(() =>
    {
        if (!FilesUsing(pack).SequenceEqual(users))
            return false;
        Forget(Garbage.PackKind, pack);
        return true;
    });

    /// <summary>The image files of the checkpoints that use a pack.</summary>
    public List<string> FilesUsing(string pack) => Run(() => Query(
        "SELECT file FROM images JOIN uses ON image = id JOIN packs ON number = pack WHERE packs.name = $pack ORDER BY file",
        row => row.GetString(0),
        ("$pack", pack)));

    /// <summary>Forgets a pack: from then on nobody finds its chunks. It takes a page or two, which there are on a full disk as well.</summary>
    public void RemovePack(string pack) => Run(() => Execute("DELETE FROM packs WHERE name = $name", ("$name", pack)));

    /// <summary>Forgets the chunks of packs that are removed, so that others of their content can be found. The caller has freed their space already.</summary>
    public void RemoveOrphans() => Run(() => Execute("""
        WITH RECURSIVE
            -- From one pack to the next in the index: SELECT DISTINCT would look at each of a million chunks.
            known (pack) AS (
                SELECT min(pack) FROM chunks
                UNION ALL
                SELECT (SELECT min(chunks.pack) FROM chunks WHERE chunks.pack > known.pack) FROM known WHERE known.pack IS NOT NULL)
        DELETE FROM chunks WHERE pack IN (SELECT pack FROM known EXCEPT SELECT number FROM packs)
        """));

    /// <summary>Forgets the chunks of a pack that do not lie at one of these places.</summary>
    public void KeepChunks(string pack, IReadOnlySet<long> places) => Write(() =>
    {
        var rows = Query(
            "SELECT hash, position FROM chunks WHERE pack = (SELECT number FROM packs WHERE name = $pack)",
            row => (Hash: (byte[])row[0], Position: row.GetInt64(1)),
            ("$pack", pack));
        foreach (var (hash, position) in rows)
        {
            if (!places.Contains(position))
                Execute("DELETE FROM chunks WHERE hash = $hash", ("$hash", hash));
        }
        return 0;
    });

    private void Forget(string kind, string name) =>
        Execute("DELETE FROM garbage WHERE kind = $kind AND name = $name", ("$kind", kind), ("$name", name));

    /// <param name="id">The checkpoint.</param>
    /// <param name="table">Its chunks.</param>
    /// <param name="onlyOwn">Whether the chunks of other packs than the first, its own, are known already.</param>
    private void AddUses(CheckpointId id, ChunkTable table, bool onlyOwn)
    {
        var packs = new long[table.Packs.Count];
        for (var i = 0; i < packs.Length; i++)
        {
            Execute("INSERT OR IGNORE INTO packs (name) VALUES ($name)", ("$name", table.Packs[i]));
            packs[i] = Query("SELECT number FROM packs WHERE name = $name", row => row.GetInt64(0), ("$name", table.Packs[i]))[0];
            Execute("INSERT OR IGNORE INTO uses (image, pack) VALUES ($image, $pack)", ("$image", id.Value), ("$pack", packs[i]));
        }
        using var insert = Command(
            "INSERT OR IGNORE INTO chunks (hash, codec, raw, stored, pack, position) "
            + "VALUES ($hash, $codec, $raw, $stored, $pack, $position)",
            [("$hash", Array.Empty<byte>()), ("$codec", 0), ("$raw", 0), ("$stored", 0), ("$pack", 0L), ("$position", 0L)]);
        for (var at = 0; at < table.Records.Length; at++)
        {
            var record = table.Records[at];
            if (record.Hash.IsKnown && record.Part == 0 && (!onlyOwn || record.Pack == 0))
                Insert(insert, record with { RawLength = table.RawLength(at) }, packs[record.Pack]);
        }
    }

    private static void Insert(SqliteCommand insert, ChunkRecord record, long pack)
    {
        insert.Parameters[0].Value = record.Hash.ToBytes();
        insert.Parameters[1].Value = (int)record.Codec;
        insert.Parameters[2].Value = record.RawLength;
        insert.Parameters[3].Value = record.StoredLength;
        insert.Parameters[4].Value = pack;
        insert.Parameters[5].Value = record.Offset;
        insert.ExecuteNonQuery();
    }

    private void DropUses(CheckpointId id, string file)
    {
        Execute("INSERT OR IGNORE INTO garbage (kind, name) VALUES ($kind, $file)", ("$kind", Garbage.ImageKind), ("$file", file));
        Execute(
            "INSERT OR IGNORE INTO garbage (kind, name) SELECT $kind, name FROM packs JOIN uses ON number = pack WHERE image = $image",
            ("$kind", Garbage.PackKind),
            ("$image", id.Value));
        Execute("DELETE FROM uses WHERE image = $image", ("$image", id.Value));
    }
}
