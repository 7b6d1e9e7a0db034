using Perdure.Elsewhere.Places;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Buckets;

/// <summary>A checkpoint of a bucket, on its way here. Chunks that lie near each other are fetched together.</summary>
internal sealed class BucketSourceImage(Bucket bucket, string imageFile) : ISourceImage
{
    private const int MostAtOnce = 8 << 20;
    private const int MostBetween = 64 << 10;

    public string ImageFile => imageFile;

    public void ReadChunks(IReadOnlyList<PlacedChunk> wanted, ChunkReceiver receive)
    {
        var range = new List<PlacedChunk>();
        foreach (var chunk in wanted.OrderBy(chunk => chunk.Place.Pack, StringComparer.Ordinal).ThenBy(chunk => chunk.Place.Offset))
        {
            if (range.Count > 0 && !GoesOn(range, chunk))
                Fetch(range, receive);
            range.Add(chunk);
        }

        if (range.Count > 0)
            Fetch(range, receive);
    }

    public void Dispose()
    {
    }

    private static long End(PlacedChunk chunk) => chunk.Place.Offset + chunk.Identity.StoredLength;

    private static bool GoesOn(List<PlacedChunk> range, PlacedChunk next) =>
        next.Place.Pack == range[0].Place.Pack && next.Place.Offset - End(range[^1]) is >= 0 and <= MostBetween && End(next) - range[0].Place.Offset <= MostAtOnce;

    private void Fetch(List<PlacedChunk> range, ChunkReceiver receive)
    {
        var start = range[0].Place.Offset;
        var bytes = bucket.Get($"packs/{range[0].Place.Pack}.pack", start, (int)(End(range[^1]) - start));
        foreach (var chunk in range)
            receive(chunk.Index, bytes.AsSpan((int)(chunk.Place.Offset - start), chunk.Identity.StoredLength));
        range.Clear();
    }
}
