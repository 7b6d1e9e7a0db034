namespace Perdure.Store.Transfer;

/// <summary>What there is to know of an image without its store: one reading of label and chunk table.</summary>
/// <param name="Entry">What the checkpoint is of.</param>
/// <param name="Packs">The packs that its chunks lie in.</param>
/// <param name="Chunks">All different chunks, where they lie in its own store. None of one that waits to be compressed: they have no identity yet.</param>
public sealed record ImageOutline(CatalogEntry Entry, IReadOnlyList<string> Packs, IReadOnlyList<PlacedChunk> Chunks)
{
    /// <summary>Reads one from a file, which may be hostile.</summary>
    public static ImageOutline Read(string imageFile)
    {
        using var image = ImageFile.Open(imageFile);
        var table = image.ReadChunkTable();
        return new ImageOutline(image.ReadLabel(), table.Packs, table.IsDeferred ? [] : ImageMove.Chunks(table, imageFile));
    }
}
