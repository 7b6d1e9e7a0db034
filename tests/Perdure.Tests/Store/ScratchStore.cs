using Perdure.Store;

namespace Perdure.Tests.Store;

/// <summary>A store in a directory of its own, removed at the end.</summary>
internal sealed class ScratchStore : IDisposable
{
    public ScratchStore(bool inMemory = false)
    {
        Root = Path.Combine(inMemory ? "/dev/shm" : Path.GetTempPath(), "perdure-store-" + Guid.NewGuid().ToString("n"));
        Store = ImageStore.Open(Root);
    }

    public string Root { get; }

    public ImageStore Store { get; private set; }

    public void Reopen()
    {
        Store.Dispose();
        Store = ImageStore.Open(Root);
    }

    /// <summary>A committed checkpoint of some chunks.</summary>
    public CatalogEntry Save(string name, IEnumerable<byte[]> chunks, ImageCompression compression = ImageCompression.Inline)
    {
        using var writer = Store.Begin(new CheckpointLabel(name, 42, "command of " + name), compression);
        foreach (var chunk in chunks)
            Add(writer, chunk);
        writer.AddSection(SectionKind.Program, [1, 2, 3]);
        return writer.Commit(new ImageTotals(2, 5, 1234));
    }

    public static ChunkIndex Add(ImageWriter writer, ReadOnlySpan<byte> bytes)
    {
        var buffer = writer.Buffers.Rent();
        bytes.CopyTo(buffer.Bytes);
        buffer.Length = bytes.Length;
        return writer.AddChunk(buffer);
    }

    public byte[][] Load(CheckpointId id)
    {
        using var reader = Store.OpenImage(id);
        var chunks = new byte[reader.ChunkCount][];
        for (var i = 0; i < chunks.Length; i++)
        {
            chunks[i] = new byte[reader.ChunkLength(new ChunkIndex(i))];
            Xunit.Assert.Equal(chunks[i].Length, reader.ReadChunk(new ChunkIndex(i), chunks[i]));
        }
        return chunks;
    }

    /// <summary>All files below the root, without the catalog and the lock files.</summary>
    public string[] Files() =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.StartsWith("catalog.db", StringComparison.Ordinal) && file is not ("open.lock" or "use.lock" or "reserve"))
            .Order()];

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
