using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// Rewrites a deferred checkpoint compressed, under a new file name; one transaction of the catalog changes from the old to the new.
/// </summary>
internal static class ImageCompactor
{
    private const int BufferCount = 16;

    public static CatalogEntry Compact(ImageStore store, CheckpointId id)
    {
        var oldFile = store.Catalog.FileOf(id);
        CatalogEntry entry;
        using (var reader = store.OpenImage(id))
        {
            if (!reader.IsDeferred)
                return reader.Entry;
            entry = Rewrite(store, reader, oldFile);
        }
        GarbageCollector.TryCollect(store.Layout, store.Catalog);
        return entry;
    }

    private static CatalogEntry Rewrite(ImageStore store, ImageReader reader, string oldFile)
    {
        using var claim = Claim.New(store.Layout);
        // Nobody waits for this, and a fresh checkpoint is the likeliest to be restored: so by way of the page cache.
        using var pack = new PackWriter(
            claim.Stem, store.Layout.UnfinishedPack(claim.Stem), store.Catalog, ImageCompression.Inline, cached: true);
        CopyChunks(reader, pack);
        var table = pack.Finish();
        var image = CopySections(reader);
        var entry = reader.Entry with
        {
            StoredBytes = table.StoredBytes + image.PayloadBytes,
            UniqueBytes = table.NewBytes + image.PayloadBytes,
        };
        ImagePublisher.Publish(store.Layout, claim, image, entry, table);
        claim.Committed = store.Catalog.TryReplace(entry, oldFile, claim.Stem, table);
        return claim.Committed
            ? entry
            : throw new PerdureException($"cannot compact checkpoint {entry.Id}: it was deleted or compacted by somebody else meanwhile");
    }

    private static void CopyChunks(ImageReader reader, PackWriter pack)
    {
        using var buffers = new PageBufferPool(BufferCount);
        for (var chunk = 0; chunk < reader.ChunkCount; chunk++)
        {
            var buffer = buffers.Rent();
            try
            {
                buffer.Length = reader.ReadChunk(new ChunkIndex(chunk), buffer.Bytes);
            }
            catch
            {
                buffer.Return();
                throw;
            }
            Assert.Always(pack.Add(buffer).Value == chunk);
        }
    }

    private static ImageFileBuilder CopySections(ImageReader reader)
    {
        var image = new ImageFileBuilder();
        foreach (var kind in reader.Image.Kinds)
        {
            if (kind is not (SectionKind.Label or SectionKind.ChunkTable))
                image.Add(kind, reader.ReadSection(kind));
        }
        return image;
    }
}
