using Perdure.Kernel;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>
/// Puts pages of patched chunks together: the whole page that the patches stand upon, then the patches from the oldest to the youngest. What was read last is kept, since neighbours stand
/// upon neighbours. Thread-safe.
/// </summary>
/// <param name="image">The image.</param>
internal sealed class PatchedPages(ImageReader image)
{
    // 64 MB: one chunk of each layer of a long series, and what they stand upon.
    private const int MostKept = 256;
    private readonly object _gate = new();
    private readonly Dictionary<int, LinkedListNode<(int First, object Content)>> _kept = [];
    private readonly LinkedList<(int First, object Content)> _byUse = new();

    /// <summary>Reads pages of a part.</summary>
    /// <param name="chunk">The part's place in the chunk table.</param>
    /// <param name="into">Room for all of its pages.</param>
    /// <param name="wanted">Which.</param>
    public void Read(int chunk, Span<byte> into, ulong wanted)
    {
        var record = image.Chunks.Records[chunk];
        var first = chunk - record.Part;
        for (var page = 0; page < record.RawLength / ImageLimits.PageBytes; page++)
        {
            if ((wanted >> page & 1) != 0)
                ReadPage(first, (record.Part * ImageLimits.PagesPerChunk) + page, into.Slice(page * ImageLimits.PageBytes, ImageLimits.PageBytes), depth: 0);
        }
    }

    /// <summary>Checks a chunk of patches: its checksums, its form, and that what it stands upon is there.</summary>
    public void Check(int first)
    {
        var patches = image.ReadPatches(first, checkHash: true);
        for (var page = 0; page < patches.Count; page++)
        {
            var (hash, pageInBase) = patches.Before(page);

            // What no page of this image stands upon need not be there.
            if (image.TryPlaceOf(hash) is { } at && (pageInBase + 1) * ImageLimits.PageBytes > image.Chunks.RawLength(at))
                throw Damaged(first, "a patched page lies outside of its base");
        }
    }

    private void ReadPage(int first, int page, Span<byte> into, int depth)
    {
        if (depth > PatchLimits.Depth)
            throw Damaged(first, $"more than {PatchLimits.Depth} patches lie upon each other");
        switch (Content(first))
        {
            case PatchForm patches:
                var (hash, pageInBase) = patches.Before(page < patches.Count ? page : throw Damaged(first, "a patched page is missing"));
                ReadPage(image.PlaceOf(hash), pageInBase, into, depth + 1);
                patches.Apply(page, into);
                break;
            case byte[] whole when (page + 1) * ImageLimits.PageBytes <= whole.Length:
                whole.AsSpan(page * ImageLimits.PageBytes, ImageLimits.PageBytes).CopyTo(into);
                break;
            default:
                throw Damaged(first, "a patched page lies outside of its base");
        }
    }

    /// <summary>What a chunk holds: patches, or bytes.</summary>
    private object Content(int first)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue(first, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Content;
            }
        }

        var content = Load(first);
        lock (_gate)
        {
            if (_kept.ContainsKey(first))
                return content;
            _kept.Add(first, _byUse.AddFirst((first, content)));
            if (_kept.Count > MostKept)
            {
                _kept.Remove(_byUse.Last!.Value.First);
                _byUse.RemoveLast();
            }
        }

        return content;
    }

    private object Load(int first)
    {
        var record = image.Chunks.Records[first];
        if (record.IsPatches)
            return image.ReadPatches(first, checkHash: false);
        var whole = GC.AllocateUninitializedArray<byte>(record.RawLength);
        image.ReadChunk(new ChunkIndex(first), whole);
        return whole;
    }

    private PerdureException Damaged(int chunk, string why) => StoreFailure.Damaged($"chunk {chunk} of checkpoint {image.Entry.Id}", why);
}
